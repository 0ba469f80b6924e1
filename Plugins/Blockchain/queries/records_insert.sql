INSERT INTO records (kind, record_id, body_sha256, salt, sealed_body, body_key, key_sealed, body_bytes, leaf)
VALUES ($1::text, $2::text, $3::bytea, $4::bytea, $5::bytea, $6::bytea, $7::boolean, $8::bigint, $9::bytea)
ON CONFLICT (tenant_id, kind, record_id) DO NOTHING
