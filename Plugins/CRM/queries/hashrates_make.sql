-- Takes the hashrate of the machines that this transaction has metered for some contracts and stores it; one row for each contract with the
-- sum of all machines on each day. $1: the contracts' ids, $2: none or estimate, $3: rounds of collection in an hour.
--
-- A reading is of a machine and a day: its mean over the 24 hours in TH/s, rounded here and nowhere else, to six digits behind the point.
-- Rounds stand for time as in meterings_make. A day's hashrate beyond 10,000 TH/s, below 0 or not told is untold. What is untold counts
-- nothing; with an estimate the hours without telemetry, and those of hashing in which no hashrate was told, have the mean of all that the
-- machine told in the period. OFFSET 0 and the order of the days are as in meterings_make.
WITH wanted AS (
    SELECT me.tenant_id, me.id, me.contract_id, me.client_tenant_id AS client_id, me.period_from, me.period_to,
        me.period_from::timestamp AT TIME ZONE 'UTC' AS from_at, (me.period_to + 1)::timestamp AT TIME ZONE 'UTC' AS until_at
    FROM meterings me
    WHERE me.tenant_id = (SELECT app.current_tenant()) AND me.made_at = now()
        AND me.contract_id IN (SELECT x::bigint FROM jsonb_array_elements_text($1::jsonb) AS x)
), stored AS (
    INSERT INTO metering_hashrates (metering_id, miner_id, untold_hours, day_hashrate_ths, day_estimated_ths)
    SELECT w.id, r.miner_id, s.untold, s.hashrates, s.estimates
    FROM wanted w
    CROSS JOIN LATERAL (
        -- What was collected of the client on each day, in the order of the days.
        SELECT array_agg(x.rounds ORDER BY x.day) AS rounds, array_agg(x.hours ORDER BY x.day) AS hours
        FROM (
            SELECT h.day, sum(h.rounds) AS rounds,
                count(*) FILTER (WHERE h.rounds >= 0.9 * $3::bigint)
                    + coalesce(sum(h.rounds / $3::bigint::numeric) FILTER (WHERE h.rounds < 0.9 * $3::bigint), 0) AS hours
            FROM (
                SELECT n AS day, 0::bigint AS rounds FROM generate_series(0, w.period_to - w.period_from, 1) AS n
                UNION ALL
                SELECT (f.bucket AT TIME ZONE 'UTC')::date - w.period_from, f.miners_total_count
                FROM p_hosting.fleet_1h f
                WHERE f.tenant_id = w.client_id AND f.bucket >= w.from_at AND f.bucket < w.until_at
            ) h
            GROUP BY h.day
        ) x
    ) covered
    CROSS JOIN LATERAL (
        SELECT x.miner_id, x.day_expected, x.day_curtailed, x.day_down, x.day_missing
        FROM metering_readings x WHERE x.tenant_id = w.tenant_id AND x.metering_id = w.id OFFSET 0
    ) r
    CROSS JOIN LATERAL (
        SELECT round(sum(e.untold), 2) AS untold, array_agg(e.hashrate) AS hashrates,
            array_agg(e.estimate) AS estimates
        FROM (
            SELECT d.day, d.untold, round(d.terahash_hours / 24, 6) AS hashrate,
                CASE WHEN $2::text = 'estimate' THEN round(coalesce(d.unknown * (sum(d.terahash_hours) OVER ())
                    / nullif(sum(d.told) OVER (), 0), 0) / 24, 6) ELSE 0 END AS estimate
            FROM (
                SELECT h.day, h.terahash_hours, h.told, greatest(0, h.hashed - h.told) AS untold,
                    greatest(0, h.missing + h.hashed - h.told) AS unknown
                FROM (
                    SELECT u.place AS day, u.missing, u.expected - u.curtailed - u.down - u.missing AS hashed,
                        coalesce(u.hours * t.hashrates::numeric / nullif(greatest(u.rounds, t.samples), 0), 0) AS terahash_hours,
                        coalesce(u.hours * t.answers / nullif(greatest(u.rounds, t.samples), 0), 0) AS told
                    FROM unnest(covered.hours, covered.rounds, r.day_expected, r.day_curtailed, r.day_down, r.day_missing)
                        WITH ORDINALITY AS u (hours, rounds, expected, curtailed, down, missing, place)
                    LEFT JOIN (
                        SELECT (m.bucket AT TIME ZONE 'UTC')::date - w.period_from + 1 AS place, m.samples,
                            CASE WHEN m.hashrate_ths_sum / nullif(m.hashrate_ths_count, 0) BETWEEN 0 AND 10000
                                THEN m.hashrate_ths_sum ELSE 0 END AS hashrates,
                            CASE WHEN m.hashrate_ths_sum / nullif(m.hashrate_ths_count, 0) BETWEEN 0 AND 10000
                                THEN m.hashrate_ths_count ELSE 0 END AS answers
                        FROM p_hosting.telemetry_1d m
                        WHERE m.tenant_id = w.client_id AND m.miner_id = r.miner_id AND m.bucket >= w.from_at AND m.bucket < w.until_at
                    ) t ON t.place = u.place
                    OFFSET 0
                ) h
                OFFSET 0
            ) d
            ORDER BY d.day
        ) e
    ) s
    RETURNING metering_id, untold_hours, day_hashrate_ths, day_estimated_ths
), days AS MATERIALIZED (
    SELECT d.metering_id, string_agg(d.hashrate::text, ',' ORDER BY d.place) AS hashrates,
        string_agg(d.estimate::text, ',' ORDER BY d.place) AS estimates
    FROM (
        SELECT s.metering_id, u.place, sum(u.hashrate) AS hashrate, sum(u.estimate) AS estimate
        FROM stored s
        CROSS JOIN LATERAL unnest(s.day_hashrate_ths, s.day_estimated_ths) WITH ORDINALITY AS u (hashrate, estimate, place)
        GROUP BY s.metering_id, u.place
    ) d
    GROUP BY d.metering_id
-- Once for all contracts, as in meterings_make.
), sums AS MATERIALIZED (
    SELECT s.metering_id, sum(s.untold_hours) AS untold FROM stored s GROUP BY s.metering_id
)
SELECT w.contract_id::text AS contract_id, trim_scale(coalesce(s.untold, 0))::text AS untold_hours, d.hashrates AS day_hashrate_ths,
    d.estimates AS day_estimated_ths
FROM wanted w LEFT JOIN sums s ON s.metering_id = w.id LEFT JOIN days d ON d.metering_id = w.id
