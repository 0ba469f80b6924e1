UPDATE records SET salt = NULL, body_sha256 = NULL, sealed_body = NULL, body_key = NULL, erased_at = now()
WHERE tenant_id = app.current_tenant() AND id = $1::bigint AND erased_at IS NULL
