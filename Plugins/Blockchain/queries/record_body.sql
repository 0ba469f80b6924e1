SELECT kind, record_id, sealed_body, body_key, key_sealed, body_sha256, cid FROM records WHERE tenant_id = app.current_tenant() AND id = $1::bigint
