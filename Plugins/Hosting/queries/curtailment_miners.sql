-- What a curtailment can choose from, page by page in the order of the ids: the miners in sight, of one site, of the sites in one
-- market or of all, as last observed.
-- While a maintenance window of a miner or its site runs, the miner counts as in maintenance. A plan has a miner until that is settled: who is
-- back is free for the next plan, however long others of the same plan take.
SELECT m.id, m.tenant_id AS owner_key, m.serial_number, tn.id AS client,
    CASE
        WHEN m.status = 'active' AND (
            m.id IN (SELECT w.miner_id FROM maintenance_windows w WHERE w.from_at <= now() AND w.until_at > now() AND w.miner_id IS NOT NULL)
            OR m.site_id IN (SELECT w.site_id FROM maintenance_windows w WHERE w.from_at <= now() AND w.until_at > now() AND w.site_id IS NOT NULL))
        THEN 'maintenance' ELSE m.status
    END AS status,
    s.state, s.state_since, s.last_seen_at, s.power_watts,
    coalesce(s.power_is_estimated, false) AS power_is_estimated, s.hashrate_ths, s.rate_unit, s.firmware,
    u.miner_id IS NOT NULL AS is_sleepless, now() AS read_at,
    h.is_off IS NOT NULL AS is_in_plan, coalesce(h.is_off, false) AS is_held_off
FROM miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
LEFT JOIN sleepless_miners u ON u.tenant_id = m.tenant_id AND u.miner_id = m.id AND u.firmware = s.firmware
LEFT JOIN LATERAL (
    SELECT bool_or(pm.state IN ('off', 'resting', 'waking') AND pm.off_at IS NOT NULL AND pm.on_at IS NULL) AS is_off
    FROM curtailment_plan_miners pm
    JOIN curtailment_plans p ON p.tenant_id = pm.tenant_id AND p.id = pm.plan_id
    WHERE pm.tenant_id = (SELECT app.current_tenant()) AND pm.miner_id = m.id
        AND pm.state NOT IN ('on', 'stuck', 'released') AND p.state IN ('executing', 'executed', 'recovering')
) h ON true
WHERE ($1::bigint IS NULL OR m.site_id = $1) AND m.id > $2::bigint
    AND CASE
        WHEN $4::text IS NULL THEN true
        -- Who stands at no site is in the default market too.
        WHEN $4::text = '' THEN m.site_id IS NULL
            OR m.site_id NOT IN (SELECT o.id FROM sites o WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.market <> '')
        ELSE m.site_id IN (SELECT o.id FROM sites o WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.market = $4::text)
    END
ORDER BY m.id
LIMIT $3::bigint
