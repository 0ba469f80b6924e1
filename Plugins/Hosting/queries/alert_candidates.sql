-- The miners in sight that might breach a rule ($1 to $4: the widest limits, null where no rule asks), and those that one remembers.
-- Curtailed is whoever a plan keeps asleep, whoever was told to sleep and is on the way there, and whoever was told to wake and starts.
-- Overdue is whoever sleeps though it was told to wake and had the time to; who was at work since then was put to sleep by somebody else.
-- Fans are looked for in the details, and means computed, only where a rule asks for them. The fans alone are cut out of the details:
-- reading all of these as JSON costs more than everything else here. The mean is looked up miner by miner, and who is curtailed in a hash:
-- joined they are read again for each miner, since the planner expects few rows of the tenants in sight (seconds, for 6,000 miners).
SELECT m.tenant_id AS miner_tenant_id, m.id AS miner_id, m.serial_number, tn.name AS client, si.id AS site_id, si.name AS site,
    m.model_id, coalesce(mo.cooling = 'air', true) AS has_fans,
    CASE
        WHEN m.status = 'active' AND (
            m.id IN (SELECT w.miner_id FROM maintenance_windows w WHERE w.from_at <= now() AND w.until_at > now() AND w.miner_id IS NOT NULL)
            OR m.site_id IN (SELECT w.site_id FROM maintenance_windows w WHERE w.from_at <= now() AND w.until_at > now() AND w.site_id IS NOT NULL))
        THEN 'maintenance' ELSE m.status
    END AS status, now_is.state, s.state_since, s.observed_at, s.hashrate_ths,
    coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) AS nameplate_hashrate_ths,
    me.hashrate_ths AS mean_hashrate_ths, s.temperature_celsius,
    fans.slowest_rpm AS slowest_fan_rpm,
    (m.tenant_id, m.id) IN (SELECT c.tenant_id, c.miner_id FROM curtailment_reductions c WHERE c.until_at IS NULL)
        OR coalesce(po.sleeps AND (s.hashed_at IS NULL OR s.hashed_at <= po.ordered_at + interval '2 minutes'), false)
        OR coalesce(NOT po.sleeps AND po.ordered_at > now() - interval '7 minutes', false) AS is_curtailed,
    CASE
        WHEN NOT po.sleeps AND po.ordered_at <= now() - interval '7 minutes' AND now_is.state = 'paused'
            AND (s.hashed_at IS NULL OR s.hashed_at <= po.ordered_at + interval '2 minutes')
            AND (m.tenant_id, m.id) NOT IN (SELECT c.tenant_id, c.miner_id FROM curtailment_reductions c WHERE c.until_at IS NULL)
        THEN po.ordered_at
    END AS overdue_since
FROM miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN miner_models mo ON mo.id = m.model_id
LEFT JOIN sites si ON si.tenant_id = m.site_tenant_id AND si.id = m.site_id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
LEFT JOIN power_orders po ON po.tenant_id = m.tenant_id AND po.miner_id = m.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
        WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
) now_is
CROSS JOIN LATERAL (
    SELECT avg(r.hashrate_ths) AS hashrate_ths
    FROM telemetry_1d r
    WHERE $3::float8 IS NOT NULL AND r.tenant_id = m.tenant_id AND r.miner_id = m.id
        AND r.bucket >= date_trunc('day', now(), 'UTC') - interval '7 days' AND r.bucket < date_trunc('day', now(), 'UTC')
) me
CROSS JOIN LATERAL (
    -- A fan that turned before and stands still now is not among those that turn.
    SELECT CASE WHEN $4::float8 IS NOT NULL AND s.fans_still & s.fans_turned <> 0 THEN 0 ELSE min((f.fan ->> 'rpm')::float8) END AS slowest_rpm
    FROM jsonb_array_elements(
        CASE WHEN $4::float8 IS NOT NULL THEN (regexp_match(s.details, '"fans":(\[[^]]*\])'))[1]::jsonb END) AS f (fan)
) fans
WHERE (m.tenant_id, m.id) > ($5::bigint, $6::bigint)
    AND (m.status = 'active' AND (now_is.state NOT IN ('ok', 'never_seen') OR s.temperature_celsius >= $1::float8
            OR s.hashrate_ths < coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) * $2::float8
            OR s.hashrate_ths < me.hashrate_ths * $3
            OR fans.slowest_rpm < $4)
        OR EXISTS (
            SELECT 1 FROM alerts a
            WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.miner_tenant_id = m.tenant_id AND a.miner_id = m.id
                AND a.resolved_at IS NULL))
ORDER BY m.tenant_id, m.id
LIMIT $7::bigint
