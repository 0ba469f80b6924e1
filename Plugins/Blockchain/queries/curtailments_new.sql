-- What curtailments took of the tenant's miners and no record has yet, each as a table, once none of the plan's miners has come back for a
-- day. A record has all that had ended a day before it was made, so a plan that sheds again later, or whose other miners come back later, has
-- more than one: the second one's name ends with -2.
WITH told AS (
    SELECT substring(x.record_id FROM '^[0-9]+-[0-9]+') AS plan, max(x.created_at) AS told_at, count(*) AS records
    FROM records x WHERE x.tenant_id = app.current_tenant() AND x.kind = 'curtailment' GROUP BY 1
), due AS (
    SELECT r.plan_tenant_id, r.plan_id, t.told_at, t.records, max(r.until_at) AS ended_at
    FROM p_hosting.curtailment_reductions r LEFT JOIN told t ON t.plan = r.plan_tenant_id || '-' || r.plan_id
    WHERE r.tenant_id = app.current_tenant() AND r.until_at > coalesce(t.told_at - interval '1 day', '-infinity')
    GROUP BY r.plan_tenant_id, r.plan_id, t.told_at, t.records
    HAVING max(r.until_at) < now() - interval '1 day'
    ORDER BY max(r.until_at), r.plan_tenant_id, r.plan_id LIMIT $1::bigint
)
SELECT n.plan_tenant_id || '-' || n.plan_id || coalesce('-' || (n.records + 1), '') AS record_id,
    'miner_id,from_at,until_at,baseline_watts,curtailed_kwh,lost_th_hours' || chr(10) || string_agg(r.miner_id || ','
        || to_char(r.from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ',' || to_char(r.until_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        || ',' || r.baseline_watts || ',' || r.curtailed_kwh || ',' || r.lost_th_hours || chr(10), '' ORDER BY r.miner_id, r.from_at) AS body
FROM due n
JOIN p_hosting.curtailment_reductions r ON r.tenant_id = app.current_tenant() AND r.plan_tenant_id = n.plan_tenant_id AND r.plan_id = n.plan_id
    AND r.until_at > coalesce(n.told_at - interval '1 day', '-infinity') AND r.until_at <= n.ended_at
GROUP BY n.plan_tenant_id, n.plan_id, n.records, n.ended_at
ORDER BY n.ended_at, record_id
