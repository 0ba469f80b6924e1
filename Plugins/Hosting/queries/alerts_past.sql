SELECT a.id::text AS id, a.rule_id::text AS rule_id, a.rule_name AS rule, a.kind, a.severity, a.threshold, a.miner_id::text AS miner_id,
    a.serial_number, a.client, a.site, a.value, a.began_at, a.opened_at, a.notified_at, a.resolved_at, a.acknowledged_at
FROM alerts a
WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.resolved_at IS NOT NULL AND ($1::bigint IS NULL OR a.rule_id = $1)
ORDER BY a.resolved_at DESC, a.id
LIMIT $2::bigint OFFSET $3::bigint
