UPDATE records SET salt = NULL, body_sha256 = NULL, sealed_body = NULL, body_key = NULL, erased_at = now(),
    pin_state = CASE WHEN cid IS NULL THEN 'none' ELSE 'removing' END, pin_open = cid IS NOT NULL, pin_asked_at = NULL
WHERE tenant_id = app.current_tenant() AND id = $1::bigint AND erased_at IS NULL
