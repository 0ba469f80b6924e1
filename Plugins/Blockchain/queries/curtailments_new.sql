-- Curtailments of the tenant's miners that have ended a day ago or longer and are not notarized yet, each as a table.
SELECT n.record_id, n.body FROM (
    SELECT r.plan_tenant_id || '-' || r.plan_id AS record_id, max(r.until_at) AS ended_at,
        'miner_id,from_at,until_at,baseline_watts,curtailed_kwh,lost_th_hours' || chr(10) || string_agg(r.miner_id || ','
            || to_char(r.from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ',' || to_char(r.until_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            || ',' || r.baseline_watts || ',' || r.curtailed_kwh || ',' || r.lost_th_hours || chr(10), '' ORDER BY r.miner_id, r.from_at) AS body
    FROM p_hosting.curtailment_reductions r WHERE r.tenant_id = app.current_tenant()
    GROUP BY r.plan_tenant_id, r.plan_id
    HAVING bool_and(r.until_at IS NOT NULL) AND max(r.until_at) < now() - interval '1 day'
) n
WHERE NOT EXISTS (SELECT FROM records x WHERE x.tenant_id = app.current_tenant() AND x.kind = 'curtailment' AND x.record_id = n.record_id)
ORDER BY n.ended_at, n.record_id LIMIT $1::bigint
