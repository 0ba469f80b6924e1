-- What curtailments took of the tenant's miners and no record has yet, each as a table, once none of the plan's miners has come back for a
-- day. A record has all that had ended a day before it was made, so a plan that sheds again later, or whose other miners come back later, has
-- more than one: the second one's name ends with -2. Records from before this name began with the provider's number, which is nobody else's
-- business. With each the end up to which that is all; one row with it alone if there is none.
--
-- Of what was shed, the part that no reading confirms stands last, empty where nobody recorded it.
--
-- Looked at is what ended since the walk's place, in that order, and in the two days before, since an end may be told late. A plan that is not
-- due yet ends later once more, behind the place.
-- $1: rows that are looked at, and of which records are made, the first one's apart; $2: records.
WITH place AS MATERIALIZED (
    SELECT coalesce((SELECT w.ended_until FROM curtailment_walks w WHERE w.tenant_id = app.current_tenant()), '-infinity') AS after_at
), part AS MATERIALIZED (
    SELECT p.after_at, coalesce((
        SELECT r.until_at FROM p_hosting.curtailment_reductions r
        WHERE r.tenant_id = app.current_tenant() AND r.until_at > p.after_at AND r.until_at < now() - interval '1 day'
        ORDER BY r.until_at OFFSET $1::bigint LIMIT 1), now() - interval '1 day') AS until_at
    FROM place p
), ended AS MATERIALIZED (
    SELECT r.plan_tenant_id, r.plan_id, min(r.until_at) AS first_at, max(r.until_at) AS last_at
    FROM part p JOIN p_hosting.curtailment_reductions r ON r.tenant_id = app.current_tenant() AND r.until_at > p.after_at - interval '2 days'
        AND r.until_at <= p.until_at AND r.until_at < now() - interval '1 day'
    GROUP BY r.plan_tenant_id, r.plan_id
), told AS (
    SELECT substring(x.record_id FROM '^(?:plan|[0-9]+)-([0-9]+)') AS plan, max(x.created_at) AS told_at, count(*) AS records
    FROM records x WHERE x.tenant_id = app.current_tenant() AND x.kind = 'curtailment' GROUP BY 1
), due AS MATERIALIZED (
    SELECT n.plan_tenant_id, n.plan_id, n.first_at, t.told_at, t.records, m.ended_at, m.reductions,
        sum(m.reductions) OVER (ORDER BY n.first_at, n.plan_tenant_id, n.plan_id) AS reductions_so_far,
        row_number() OVER (ORDER BY n.first_at, n.plan_tenant_id, n.plan_id) AS number
    FROM ended n LEFT JOIN told t ON t.plan = n.plan_id::text
    CROSS JOIN LATERAL (
        SELECT max(r.until_at) AS ended_at, count(*) AS reductions FROM p_hosting.curtailment_reductions r
        WHERE r.tenant_id = app.current_tenant() AND r.plan_tenant_id = n.plan_tenant_id AND r.plan_id = n.plan_id
            AND r.until_at > coalesce(t.told_at - interval '1 day', '-infinity')
    ) m
    WHERE m.ended_at < now() - interval '1 day'
), taken AS MATERIALIZED (
    SELECT d.* FROM due d WHERE d.number = 1 OR d.number <= $2::bigint AND d.reductions_so_far <= $1::bigint
), made AS (
    SELECT n.ended_at, 'plan-' || n.plan_id || coalesce('-' || (n.records + 1), '') AS record_id,
        'miner_id,from_at,until_at,baseline_watts,curtailed_kwh,lost_th_hours,estimated_kwh' || chr(10) || string_agg(r.miner_id || ','
            || to_char(r.from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ',' || to_char(r.until_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            || ',' || r.baseline_watts || ',' || r.curtailed_kwh || ',' || r.lost_th_hours || ',' || coalesce(r.estimated_kwh::text, '')
            || chr(10), '' ORDER BY r.miner_id, r.from_at) AS body
    FROM taken n
    JOIN p_hosting.curtailment_reductions r ON r.tenant_id = app.current_tenant() AND r.plan_tenant_id = n.plan_tenant_id AND r.plan_id = n.plan_id
        AND r.until_at > coalesce(n.told_at - interval '1 day', '-infinity') AND r.until_at <= n.ended_at
    GROUP BY n.plan_tenant_id, n.plan_id, n.records, n.ended_at
), looked AS (
    SELECT coalesce(
        (SELECT min(d.first_at) - interval '1 microsecond' FROM due d WHERE d.number > (SELECT count(*) FROM taken)),
        (SELECT max(e.last_at) FROM ended e)) AS ended_until
), reached AS (
    SELECT CASE WHEN k.ended_until IS NOT NULL THEN greatest(k.ended_until, p.after_at) END AS ended_until FROM looked k, place p
)
SELECT (extract(epoch FROM u.ended_until) * 1000000)::bigint AS ended_until_micros, m.record_id, m.body
FROM reached u LEFT JOIN made m ON true
ORDER BY m.ended_at, m.record_id
