SELECT a.id, a.rule_id, a.miner_tenant_id, a.miner_id, a.serial_number, a.client, a.site, a.value, a.began_at, a.opened_at, a.notified_at,
    a.resolved_at, a.acknowledged_at IS NOT NULL AS is_acknowledged
FROM alerts a
WHERE a.tenant_id = (SELECT app.current_tenant()) AND NOT a.is_settled AND a.id > $1::bigint
ORDER BY a.id
LIMIT $2::bigint
