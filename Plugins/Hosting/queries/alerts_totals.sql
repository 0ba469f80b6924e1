SELECT count(*) FILTER (WHERE a.resolved_at IS NULL AND a.opened_at IS NOT NULL) AS open,
    count(*) FILTER (WHERE a.resolved_at IS NULL AND a.opened_at IS NOT NULL AND a.acknowledged_at IS NULL) AS unacknowledged,
    count(*) FILTER (WHERE a.resolved_at IS NULL AND a.opened_at IS NULL) AS pending,
    count(*) FILTER (WHERE a.resolved_at IS NOT NULL) AS past
FROM alerts a
WHERE a.tenant_id = (SELECT app.current_tenant()) AND ($1::bigint IS NULL OR a.rule_id = $1)
