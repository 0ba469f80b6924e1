-- What a curtailment could choose from, page by page in the order of the ids: the miners in sight as Hosting's own planner sees them.
-- While a maintenance window of a miner or its site runs, the miner counts as in maintenance.
SELECT m.id, m.serial_number, tn.id AS client,
    CASE
        WHEN m.status = 'active' AND (
            m.id IN (
                SELECT w.miner_id FROM p_hosting.maintenance_windows w
                WHERE w.from_at <= now() AND w.until_at > now() AND w.miner_id IS NOT NULL)
            OR m.site_id IN (
                SELECT w.site_id FROM p_hosting.maintenance_windows w
                WHERE w.from_at <= now() AND w.until_at > now() AND w.site_id IS NOT NULL))
        THEN 'maintenance' ELSE m.status
    END AS status,
    s.state, extract(epoch FROM now() - s.state_since)::float8 AS state_seconds,
    extract(epoch FROM now() - s.last_seen_at)::float8 AS age_seconds, s.power_watts,
    coalesce(s.power_is_estimated, false) AS power_is_estimated, s.hashrate_ths, s.rate_unit,
    EXISTS (
        SELECT FROM p_hosting.controllable_firmwares f WHERE starts_with(lower(s.firmware), f.begins)
    ) AS is_controllable,
    EXISTS (
        SELECT FROM p_hosting.sleepless_miners z WHERE z.tenant_id = m.tenant_id AND z.miner_id = m.id AND z.firmware = s.firmware
    ) AS is_sleepless,
    EXISTS (
        SELECT FROM p_hosting.curtailment_plan_miners pm
        JOIN p_hosting.curtailment_plans p ON p.tenant_id = pm.tenant_id AND p.id = pm.plan_id
        WHERE pm.tenant_id = (SELECT app.current_tenant()) AND pm.miner_id = m.id
            AND pm.state NOT IN ('on', 'stuck', 'released') AND p.state IN ('executing', 'executed', 'recovering')
    ) AS is_in_plan
FROM p_hosting.miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN p_hosting.miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
WHERE ($1::bigint IS NULL OR m.site_id = $1) AND m.id > $2::bigint
ORDER BY m.id
LIMIT $3::bigint
