SELECT id, kind, record_id, body_key FROM records
WHERE tenant_id = app.current_tenant() AND NOT key_sealed AND body_key IS NOT NULL ORDER BY id LIMIT 200
