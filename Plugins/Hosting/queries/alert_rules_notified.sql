UPDATE alert_rules SET last_notified_at = now()
WHERE tenant_id = (SELECT app.current_tenant()) AND id IN (SELECT e.id::bigint FROM jsonb_array_elements_text($1::jsonb) AS e (id))
