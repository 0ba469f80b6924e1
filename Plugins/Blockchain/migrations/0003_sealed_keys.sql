-- Keys that came before each tenant had a secret to seal them under; the job seals them.
CREATE INDEX records_unsealed ON records (tenant_id, id) WHERE NOT key_sealed AND body_key IS NOT NULL;
