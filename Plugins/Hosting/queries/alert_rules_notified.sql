UPDATE alert_rules SET last_notified_at = now(), last_repeated_at = CASE WHEN e.is_repeat THEN now() ELSE alert_rules.last_repeated_at END
FROM jsonb_to_recordset($1::jsonb) AS e (id bigint, is_repeat boolean)
WHERE alert_rules.tenant_id = (SELECT app.current_tenant()) AND alert_rules.id = e.id
