UPDATE alert_deliveries SET state = $2, last_error = $3, sent_at = CASE WHEN $2 = 'sent' THEN now() END,
    next_attempt_at = now() + make_interval(secs => coalesce($4::bigint, 0)::float8)
WHERE tenant_id = (SELECT app.current_tenant()) AND id = $1::bigint
