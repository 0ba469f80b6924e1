-- Takes what the meters said of the machines of some contracts' clients and stores it; one row for each contract with the sums.
-- $1: [{contract_id, period_from, period_to}], $2: none or estimate, $3: rounds of collection in an hour.
--
-- A round that took place is an hour's share: an hour with nine tenths of its rounds or more is covered, one with fewer by their share, one
-- without any is missing. Within what is covered each round stands for the same time: a machine that answered has the power that it told,
-- one that did not is down, or curtailed. A day's power beyond 100 kW, below 0 or not told is missing. kWh have six digits behind the point.
WITH wanted AS (
    SELECT app.new_id() AS id, k.id AS contract_id, tn.tenant_id AS client_id, r.period_from, r.period_to,
        r.period_from::timestamp AT TIME ZONE 'UTC' AS from_at, (r.period_to + 1)::timestamp AT TIME ZONE 'UTC' AS until_at
    FROM jsonb_to_recordset($1::jsonb) AS r (contract_id bigint, period_from date, period_to date)
    JOIN contracts k ON k.tenant_id = (SELECT app.current_tenant()) AND k.id = r.contract_id
    JOIN app.tenant_names tn ON tn.id = k.client_tenant AND tn.tenant_id <> k.tenant_id
), made AS (
    INSERT INTO meterings (id, contract_id, client_tenant_id, period_from, period_to, gaps)
    SELECT w.id, w.contract_id, w.client_id, w.period_from, w.period_to, $2::text FROM wanted w
    RETURNING id
), covered AS MATERIALIZED (
    SELECT w.id, (f.bucket AT TIME ZONE 'UTC')::date AS day, sum(f.miners_total_count)::numeric AS rounds,
        sum(CASE WHEN f.miners_total_count >= 0.9 * $3::bigint THEN 1 ELSE f.miners_total_count / $3::bigint::numeric END) AS hours
    FROM wanted w
    JOIN p_hosting.fleet_1h f ON f.tenant_id = w.client_id AND f.bucket >= w.from_at AND f.bucket < w.until_at
    WHERE f.miners_total_count > 0
    GROUP BY 1, 2
), told AS MATERIALIZED (
    SELECT w.id, w.period_from, w.period_to, t.miner_id, (t.bucket AT TIME ZONE 'UTC')::date AS day, t.samples::numeric AS samples,
        CASE WHEN t.power_watts_sum / nullif(t.power_watts_count, 0) BETWEEN 0 AND 100000 THEN t.power_watts_count ELSE 0 END::numeric AS powers,
        CASE WHEN t.power_watts_sum / nullif(t.power_watts_count, 0) BETWEEN 0 AND 100000 THEN t.power_watts_sum ELSE 0 END::numeric AS watts
    FROM wanted w
    JOIN p_hosting.telemetry_1d t ON t.tenant_id = w.client_id AND t.bucket >= w.from_at AND t.bucket < w.until_at
), shed AS (
    SELECT x.id, x.miner_id, x.first_day + n AS day,
        least(24, sum(extract(epoch FROM p.stop - p.start)) / 3600) AS hours, sum(x.kwh * extract(epoch FROM p.stop - p.start) / x.seconds) AS kwh
    FROM (
        SELECT w.id, c.miner_id, c.curtailed_kwh::numeric AS kwh, greatest(c.from_at, w.from_at) AS start,
            least(coalesce(c.until_at, now()), w.until_at) AS stop,
            (greatest(c.from_at, w.from_at) AT TIME ZONE 'UTC')::date AS first_day,
            (least(coalesce(c.until_at, now()), w.until_at) AT TIME ZONE 'UTC')::date AS last_day,
            extract(epoch FROM coalesce(c.until_at, now()) - c.from_at) AS seconds
        FROM wanted w
        JOIN p_hosting.curtailment_reductions c
            ON c.tenant_id = w.client_id AND c.from_at < w.until_at AND coalesce(c.until_at, now()) > greatest(c.from_at, w.from_at)
    ) x
    CROSS JOIN LATERAL generate_series(0, x.last_day - x.first_day, 1) AS n
    CROSS JOIN LATERAL (
        SELECT greatest(x.start, (x.first_day + n)::timestamp AT TIME ZONE 'UTC') AS start,
            least(x.stop, (x.first_day + n + 1)::timestamp AT TIME ZONE 'UTC') AS stop
    ) p
    GROUP BY x.id, x.miner_id, x.first_day + n
), machines AS (
    -- A machine that is gone, or a day on which it came or that it was out of service: what it told counts, what it did not does not.
    SELECT k.id, k.period_from, k.period_to, k.miner_id, max(k.serial_number) AS serial_number,
        coalesce(min(k.whole_from), date '9999-01-01') AS whole_from
    FROM (
        SELECT w.id, w.period_from, w.period_to, m.id AS miner_id, m.serial_number,
            CASE WHEN m.status = 'offline' THEN NULL ELSE (m.created_at AT TIME ZONE 'UTC')::date + 1 END AS whole_from
        FROM wanted w JOIN p_hosting.miners m ON m.tenant_id = w.client_id AND m.created_at < w.until_at
        UNION ALL
        SELECT t.id, t.period_from, t.period_to, t.miner_id, '', NULL FROM told t
    ) k
    GROUP BY k.id, k.period_from, k.period_to, k.miner_id
), facts AS (
    -- One sort instead of joins: the planner knows nothing of how many rows these have.
    SELECT f.id, f.miner_id, f.day, max(f.serial_number) AS serial_number, max(f.period_from) AS period_from, bool_or(f.is_whole) AS is_whole,
        max(f.samples) AS samples, max(f.powers) AS powers, max(f.watts) AS watts, max(f.shed) AS shed, max(f.shed_kwh) AS shed_kwh,
        max(max(f.rounds)) OVER day AS rounds, max(max(f.hours)) OVER day AS hours
    FROM (
        SELECT m.id, m.miner_id, m.period_from + n AS day, m.serial_number, m.period_from, m.period_from + n >= m.whole_from AS is_whole,
            NULL::numeric AS samples, NULL::numeric AS powers, NULL::numeric AS watts, NULL::numeric AS shed, NULL::numeric AS shed_kwh,
            NULL::numeric AS rounds, NULL::numeric AS hours
        FROM machines m CROSS JOIN LATERAL generate_series(0, m.period_to - m.period_from, 1) AS n
        UNION ALL
        SELECT t.id, t.miner_id, t.day, NULL, NULL, NULL, t.samples, t.powers, t.watts, NULL, NULL, NULL, NULL FROM told t
        UNION ALL
        SELECT s.id, s.miner_id, s.day, NULL, NULL, NULL, NULL, NULL, NULL, s.hours, s.kwh, NULL, NULL FROM shed s
        UNION ALL
        SELECT c.id, NULL, c.day, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, c.rounds, c.hours FROM covered c
    ) f
    GROUP BY f.id, f.miner_id, f.day
    WINDOW day AS (PARTITION BY f.id, f.day)
), days AS (
    SELECT f.id, f.miner_id, f.serial_number, f.period_from, f.day,
        coalesce(f.watts, 0) * coalesce(f.hours / greatest(f.rounds, f.samples), 0) / 1000 AS kwh, coalesce(f.shed_kwh, 0) AS curtailed_kwh,
        f.is_whole, coalesce(f.hours, 0) AS covered,
        coalesce(f.hours * f.samples / greatest(f.rounds, f.samples), 0) AS answered,
        coalesce(f.hours * f.powers / greatest(f.rounds, f.samples), 0) AS run,
        coalesce(f.shed, 0) AS shed, (f.samples IS NOT NULL) AS is_told
    FROM facts f
    WHERE f.period_from IS NOT NULL
), hours AS (
    SELECT d.id, d.miner_id, d.serial_number, d.period_from, d.day, round(d.kwh, 6) AS kwh, round(d.curtailed_kwh, 6) AS curtailed_kwh, d.run,
        round(CASE WHEN d.is_whole THEN 24 WHEN d.is_told THEN d.answered + h.shed ELSE h.shed END, 4) AS expected,
        round(h.shed, 4) AS shed,
        round(CASE WHEN d.is_whole THEN greatest(0, d.covered - d.answered - h.shed) ELSE 0 END, 4) AS down,
        round(CASE WHEN d.is_whole THEN 24 - d.covered + d.answered - d.run ELSE d.answered - d.run END, 4) AS missing
    FROM days d
    CROSS JOIN LATERAL (SELECT CASE WHEN d.is_whole THEN least(d.shed, d.covered - d.answered + d.run) ELSE 0 END AS shed) h
), estimated AS (
    SELECT h.id, h.miner_id, h.serial_number, h.period_from, h.day, h.kwh, h.curtailed_kwh, h.expected, h.shed, h.down, h.missing,
        CASE WHEN $2::text = 'estimate' THEN round(coalesce(
            h.missing * (sum(h.kwh) OVER machine) / nullif(sum(h.run) OVER machine, 0), 0), 6) ELSE 0 END AS estimated_kwh
    FROM hours h
    WINDOW machine AS (PARTITION BY h.id, h.miner_id)
), stored AS (
    INSERT INTO metering_readings (metering_id, miner_id, serial_number, first_day, kwh, estimated_kwh, curtailed_kwh, expected_hours,
        curtailed_hours, down_hours, missing_hours, day_kwh, day_estimated_kwh, day_curtailed_kwh, day_expected, day_curtailed, day_down,
        day_missing)
    SELECT e.id, e.miner_id, e.serial_number, e.period_from, sum(e.kwh), sum(e.estimated_kwh), sum(e.curtailed_kwh), sum(e.expected),
        sum(e.shed), sum(e.down), sum(e.missing), array_agg(e.kwh ORDER BY e.day), array_agg(e.estimated_kwh ORDER BY e.day),
        array_agg(e.curtailed_kwh ORDER BY e.day), array_agg(e.expected ORDER BY e.day), array_agg(e.shed ORDER BY e.day),
        array_agg(e.down ORDER BY e.day), array_agg(e.missing ORDER BY e.day)
    FROM estimated e
    GROUP BY e.id, e.miner_id, e.serial_number, e.period_from
    HAVING sum(e.expected) > 0 OR sum(e.kwh) > 0
    RETURNING metering_id, kwh, estimated_kwh, curtailed_kwh, expected_hours, curtailed_hours, down_hours, missing_hours
)
SELECT w.id::text AS metering_id, w.contract_id::text AS contract_id, count(s.metering_id) AS machines,
    coalesce(sum(s.kwh), 0)::text AS kwh, coalesce(sum(s.estimated_kwh), 0)::text AS estimated_kwh,
    coalesce(sum(s.curtailed_kwh), 0)::text AS curtailed_kwh, coalesce(sum(s.expected_hours), 0)::text AS expected_hours,
    coalesce(sum(s.curtailed_hours), 0)::text AS curtailed_hours, coalesce(sum(s.down_hours), 0)::text AS down_hours,
    coalesce(sum(s.missing_hours), 0)::text AS missing_hours, count(*) FILTER (WHERE s.missing_hours > 0) AS machines_missing
FROM wanted w LEFT JOIN stored s ON s.metering_id = w.id
GROUP BY w.id, w.contract_id
