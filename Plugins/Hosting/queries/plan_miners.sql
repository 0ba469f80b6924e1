-- The miners of a plan as they are now, page by page; a miner that was removed meanwhile has no address.
-- While a maintenance window of a miner or its site runs, the miner counts as in maintenance.
SELECT pm.miner_id, pm.owner_key, pm.serial_number, pm.client, pm.baseline_watts, pm.baseline_ths, pm.is_replacement, pm.state, pm.due_at,
    pm.ordered_at, pm.attempts, pm.result, pm.detail, pm.code, pm.figures AS values, pm.off_at, pm.on_at, pm.accounted_until, pm.curtailed_kwh, pm.estimated_kwh, pm.lost_th_hours,
    m.address, m.port,
    CASE
        WHEN m.status = 'active' AND (
            m.id IN (SELECT w.miner_id FROM maintenance_windows w WHERE w.from_at <= now() AND w.until_at > now() AND w.miner_id IS NOT NULL)
            OR m.site_id IN (SELECT w.site_id FROM maintenance_windows w WHERE w.from_at <= now() AND w.until_at > now() AND w.site_id IS NOT NULL))
        THEN 'maintenance' ELSE m.status
    END AS status,
    s.firmware, s.state AS seen_state, s.observed_at, s.last_seen_at, s.power_watts, s.hashrate_ths,
    coalesce(s.power_is_estimated, false) AS power_is_estimated
FROM curtailment_plan_miners pm
LEFT JOIN miners m ON m.tenant_id = pm.owner_key AND m.id = pm.miner_id
LEFT JOIN miner_states s ON s.tenant_id = pm.owner_key AND s.miner_id = pm.miner_id
WHERE pm.tenant_id = (SELECT app.current_tenant()) AND pm.plan_id = $1::bigint AND pm.miner_id > $2::bigint
ORDER BY pm.miner_id
LIMIT $3::bigint
