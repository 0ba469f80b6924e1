-- Whole days of the last month that are not notarized yet, each as a table: what a day's last rounds wrote is rolled up two hours after its end.
SELECT n.record_id, n.body FROM (
    SELECT to_char(d.bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS record_id,
        'miner_id,hashrate_ths,power_watts,samples' || chr(10) || string_agg(d.miner_id || ',' || coalesce(d.hashrate_ths::text, '') || ','
            || coalesce(d.power_watts::text, '') || ',' || d.samples || chr(10), '' ORDER BY d.miner_id) AS body
    FROM p_hosting.telemetry_1d d
    WHERE d.tenant_id = app.current_tenant() AND d.bucket >= now() - interval '31 days' AND d.bucket < now() - interval '26 hours'
    GROUP BY d.bucket
) n
WHERE NOT EXISTS (SELECT FROM records r WHERE r.tenant_id = app.current_tenant() AND r.kind = 'telemetry' AND r.record_id = n.record_id)
ORDER BY n.record_id LIMIT $1::bigint
