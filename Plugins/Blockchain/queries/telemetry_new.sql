-- Whole days, $2 to $3 days ago, that are not notarized yet, the latest $1 of them, each as a table: what a day's last rounds wrote is rolled
-- up two hours after its end. Of each mean power the part that the miner did not tell, empty where nobody recorded that; records from before
-- this was written stay as they are. Days are looked up one by one, since telemetry goes years back and few of them are missing.
WITH missing AS MATERIALIZED (
    SELECT d.day, to_char(d.day AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS record_id
    FROM (SELECT date_trunc('day', now(), 'UTC') - n * interval '24 hours' AS day FROM generate_series($2::bigint, $3::bigint, 1) n) d
    WHERE d.day < now() - interval '26 hours' AND NOT EXISTS (
        SELECT FROM records r WHERE r.tenant_id = app.current_tenant() AND r.kind = 'telemetry'
            AND r.record_id = to_char(d.day AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
), due AS MATERIALIZED (
    SELECT m.day, m.record_id FROM missing m
    CROSS JOIN LATERAL (
        SELECT 1 AS one FROM p_hosting.telemetry_1d d WHERE d.tenant_id = app.current_tenant() AND d.bucket = m.day LIMIT 1) t
    ORDER BY m.day DESC LIMIT $1::bigint
)
SELECT n.record_id, t.body FROM due n
CROSS JOIN LATERAL (
    SELECT 'miner_id,hashrate_ths,power_watts,samples,estimated_watts' || chr(10) || string_agg(d.miner_id || ',' || coalesce(d.hashrate_ths::text, '') || ','
        || coalesce(d.power_watts::text, '') || ',' || d.samples || ','
        || coalesce((d.estimated_watts / nullif(d.power_watts_count, 0))::text, '') || chr(10), '' ORDER BY d.miner_id) AS body
    FROM p_hosting.telemetry_1d d WHERE d.tenant_id = app.current_tenant() AND d.bucket = n.day
) t
ORDER BY n.day DESC
