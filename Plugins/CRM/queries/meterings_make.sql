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
    SELECT w.id, t.miner_id, (t.bucket AT TIME ZONE 'UTC')::date AS day, t.samples::numeric AS samples,
        CASE WHEN t.power_watts_sum / nullif(t.power_watts_count, 0) BETWEEN 0 AND 100000 THEN t.power_watts_count ELSE 0 END::numeric AS powers,
        CASE WHEN t.power_watts_sum / nullif(t.power_watts_count, 0) BETWEEN 0 AND 100000 THEN t.power_watts_sum ELSE 0 END::numeric AS watts
    FROM wanted w
    JOIN p_hosting.telemetry_1d t ON t.tenant_id = w.client_id AND t.bucket >= w.from_at AND t.bucket < w.until_at
), shed AS MATERIALIZED (
    SELECT x.id, x.miner_id, x.day,
        least(24, sum(extract(epoch FROM x.stop - x.start)) / 3600) AS hours,
        sum(x.curtailed_kwh * extract(epoch FROM x.stop - x.start) / x.seconds) AS kwh
    FROM (
        SELECT w.id, c.miner_id, d.day, c.curtailed_kwh::numeric AS curtailed_kwh,
            greatest(c.from_at, d.day::timestamp AT TIME ZONE 'UTC') AS start,
            least(coalesce(c.until_at, now()), (d.day + 1)::timestamp AT TIME ZONE 'UTC') AS stop,
            extract(epoch FROM coalesce(c.until_at, now()) - c.from_at) AS seconds
        FROM wanted w
        JOIN p_hosting.curtailment_reductions c
            ON c.tenant_id = w.client_id AND c.from_at < w.until_at AND coalesce(c.until_at, now()) > greatest(c.from_at, w.from_at)
        CROSS JOIN LATERAL (
            SELECT w.period_from + n AS day FROM generate_series(0, w.period_to - w.period_from, 1) AS n
            WHERE (w.period_from + n)::timestamp AT TIME ZONE 'UTC' < coalesce(c.until_at, now())
                AND (w.period_from + n + 1)::timestamp AT TIME ZONE 'UTC' > c.from_at
        ) d
    ) x
    GROUP BY x.id, x.miner_id, x.day
), machines AS MATERIALIZED (
    SELECT w.id, w.period_from, w.period_to, m.id AS miner_id, m.serial_number,
        CASE WHEN m.status = 'offline' THEN date '9999-01-01' ELSE (m.created_at AT TIME ZONE 'UTC')::date + 1 END AS whole_from
    FROM wanted w JOIN p_hosting.miners m ON m.tenant_id = w.client_id AND m.created_at < w.until_at
    UNION ALL
    -- A machine that is gone, or a day on which it came or that it was out of service: what it told counts, what it did not does not.
    SELECT DISTINCT w.id, w.period_from, w.period_to, t.miner_id, '', date '9999-01-01'
    FROM told t JOIN wanted w ON w.id = t.id
    WHERE NOT EXISTS (SELECT FROM p_hosting.miners m WHERE m.tenant_id = w.client_id AND m.id = t.miner_id)
), days AS (
    SELECT g.id, g.miner_id, g.serial_number, g.period_from, g.day,
        coalesce(t.watts, 0) * coalesce(c.hours / greatest(c.rounds, t.samples), 0) / 1000 AS kwh, coalesce(s.kwh, 0) AS curtailed_kwh,
        g.is_whole, coalesce(c.hours, 0) AS covered,
        coalesce(c.hours * t.samples / greatest(c.rounds, t.samples), 0) AS answered,
        coalesce(c.hours * t.powers / greatest(c.rounds, t.samples), 0) AS run,
        coalesce(s.hours, 0) AS shed, (t.samples IS NOT NULL) AS is_told
    FROM (
        SELECT m.id, m.miner_id, m.serial_number, m.period_from, m.period_from + n AS day, m.period_from + n >= m.whole_from AS is_whole
        FROM machines m CROSS JOIN LATERAL generate_series(0, m.period_to - m.period_from, 1) AS n
    ) g
    LEFT JOIN told t ON t.id = g.id AND t.miner_id = g.miner_id AND t.day = g.day
    LEFT JOIN covered c ON c.id = g.id AND c.day = g.day
    LEFT JOIN shed s ON s.id = g.id AND s.miner_id = g.miner_id AND s.day = g.day
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
