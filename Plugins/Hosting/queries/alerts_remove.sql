DELETE FROM alerts
WHERE tenant_id = (SELECT app.current_tenant()) AND opened_at IS NULL
    AND id IN (SELECT e.id::bigint FROM jsonb_array_elements_text($1::jsonb) AS e (id))
