SELECT id, body_sha256 FROM records WHERE tenant_id = app.current_tenant() AND kind = $1::text AND record_id = $2::text
