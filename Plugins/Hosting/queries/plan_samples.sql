-- At most 600 of them, evenly taken, with the last one.
SELECT f.recorded_at, f.target_watts, f.delivered_watts, f.estimated_watts, f.lost_ths, f.miners_off
FROM (
    SELECT s.*, row_number() OVER (ORDER BY s.recorded_at DESC) AS number, count(*) OVER () AS total
    FROM curtailment_samples s
    WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.plan_id = $1::bigint
) f
WHERE (f.number - 1) % (f.total / 600 + 1) = 0
ORDER BY f.recorded_at
