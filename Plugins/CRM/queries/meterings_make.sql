-- Takes what the meters said of the machines of some contracts' clients and stores it; one row for each contract with the sums.
-- $1: [{contract_id, period_from, period_to}], $2: none or estimate, $3: rounds of collection in an hour.
--
-- A round that took place is an hour's share: an hour with nine tenths of its rounds or more is covered, one with fewer by their share, one
-- without any is missing. Within what is covered each round stands for the same time: a machine that answered has the power that it told,
-- or the one that Hosting estimated where it told none, which is kept apart as untold; on a day of which nobody recorded that, all was told.
-- The day after such days is one too: recording began in its course, and what was estimated of it is of its end alone.
-- One that did not hash is down, or curtailed: it told that it slept, or a plan kept it asleep, whichever is more. On a day of which nobody
-- recorded whether it hashed, an answer stands for it. A day's power beyond 100 kW, below 0 or unknown is missing. kWh have six digits behind
-- the point.
--
-- A machine is expected while it is in service: from the day after it came, but for the time in which its status was offline. What it told
-- outside of that counts; what it did not tell does not. A status holds from the change that brought it to the next one; before the first
-- change it was what that changed, and without any it is what the machine has now.
--
-- A contract for a site has the machines that stand there now, one without a site those that no other contract of the client's names the site
-- of in the period, machines without a site and gone ones among them. A machine that another contract's invoice has metered in a part of the
-- period, of this client and not taken back, is left out: it may have moved, or the contracts have changed.
--
-- Where untold power is not billed, a machine that told none at all is credited nothing for its downtime: its hours are not among the
-- credited ones. One that drew nothing in the period is such a machine if it told none when it last drew some, in the 92 days before.
--
-- Worked out machine by machine, so that what is sorted and grouped are the days of one machine and never leaves memory, however many
-- machines there are. OFFSET 0 keeps a step a step: without it each figure is computed again wherever a later one uses it.
WITH wanted AS (
    SELECT app.new_id() AS id, k.id AS contract_id, tn.tenant_id AS client_id, r.period_from, r.period_to,
        r.period_from::timestamp AT TIME ZONE 'UTC' AS from_at, (r.period_to + 1)::timestamp AT TIME ZONE 'UTC' AS until_at,
        -- What each day is of its month, in 377,580ths: 28, 29, 30 and 31 days are whole parts of it.
        (
            SELECT array_agg(377580 / extract(day FROM date_trunc('month', d) + interval '1 month - 1 day')::int ORDER BY d)
            FROM generate_series(r.period_from::timestamp, r.period_to::timestamp, interval '1 day') AS d
        ) AS parts,
        k.site_id, k.untold_power, k.untold_curtailment,
        (
            SELECT array_agg(o.site_id) FROM contracts o
            WHERE k.site_id IS NULL AND o.tenant_id = k.tenant_id AND o.client_tenant = k.client_tenant AND o.site_id IS NOT NULL
                AND coalesce(o.starts_on, r.period_from) <= r.period_to AND coalesce(o.ends_on, r.period_to) >= r.period_from
        ) AS other_sites,
        (
            SELECT array_agg(me.id) FROM meterings me
            JOIN invoices i ON i.tenant_id = me.tenant_id AND i.metering_id = me.id AND i.period_key IS NOT NULL
            WHERE me.tenant_id = k.tenant_id AND me.client_tenant_id = tn.tenant_id AND me.contract_id <> k.id
                AND me.period_from <= r.period_to AND me.period_to >= r.period_from
        ) AS others
    FROM jsonb_to_recordset($1::jsonb) AS r (contract_id bigint, period_from date, period_to date)
    JOIN contracts k ON k.tenant_id = (SELECT app.current_tenant()) AND k.id = r.contract_id
    JOIN app.tenant_names tn ON tn.id = k.client_tenant AND tn.tenant_id <> k.tenant_id
), made AS (
    INSERT INTO meterings (id, contract_id, client_tenant_id, period_from, period_to, gaps, untold_power)
    SELECT w.id, w.contract_id, w.client_id, w.period_from, w.period_to, $2::text, w.untold_power FROM wanted w
    RETURNING id
), stored AS (
    INSERT INTO metering_readings (metering_id, miner_id, serial_number, first_day, kwh, estimated_kwh, curtailed_kwh, expected_hours,
        curtailed_hours, down_hours, missing_hours, day_kwh, day_estimated_kwh, day_curtailed_kwh, day_expected, day_curtailed, day_down,
        day_missing, day_idle, idle_hours, answered_days, untold_kwh, day_untold_kwh, curtailed_estimated_kwh, day_curtailed_estimated_kwh,
        unrecorded_days)
    SELECT w.id, m.miner_id, m.serial_number, w.period_from, s.kwh, s.estimated_kwh, s.curtailed_kwh, s.expected, s.shed, s.down,
        s.missing, s.day_kwh, s.day_estimated_kwh, s.day_curtailed_kwh, s.day_expected, s.day_shed, s.day_down, s.day_missing,
        s.day_idle, s.idle, s.answered_days, s.untold_kwh, s.day_untold_kwh, s.curtailed_estimated_kwh, s.day_curtailed_estimated_kwh,
        s.unrecorded_days
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
        -- A machine that is gone was never expected: what it told counts.
        SELECT k.miner_id, max(k.serial_number) AS serial_number, max(k.status) AS status, min(k.serves_from) AS serves_from
        FROM (
            SELECT o.id AS miner_id, o.serial_number, o.status, (o.created_at AT TIME ZONE 'UTC')::date + 1 - w.period_from AS serves_from,
                o.site_id
            FROM p_hosting.miners o WHERE o.tenant_id = w.client_id AND o.created_at < w.until_at
            UNION ALL
            SELECT DISTINCT t.miner_id, '', NULL, NULL::int, NULL::bigint
            FROM p_hosting.telemetry_1d t
            WHERE t.tenant_id = w.client_id AND t.bucket >= w.from_at AND t.bucket < w.until_at
        ) k
        GROUP BY k.miner_id
        HAVING CASE WHEN w.site_id IS NULL THEN w.other_sites IS NULL OR (max(k.site_id) = ANY (w.other_sites)) IS NOT TRUE
                ELSE max(k.site_id) = w.site_id END
            AND (w.others IS NULL OR NOT EXISTS (
                SELECT FROM metering_readings x
                WHERE x.tenant_id = (SELECT app.current_tenant()) AND x.metering_id = ANY (w.others) AND x.miner_id = k.miner_id))
    ) m
    CROSS JOIN LATERAL (
        SELECT sum(e.kwh) AS kwh, sum(e.estimated_kwh) AS estimated_kwh, sum(e.curtailed_kwh) AS curtailed_kwh,
            sum(e.expected) AS expected, sum(e.shed) AS shed, sum(e.down) AS down, sum(e.missing) AS missing,
            array_agg(e.kwh) AS day_kwh, array_agg(e.estimated_kwh) AS day_estimated_kwh,
            array_agg(e.curtailed_kwh) AS day_curtailed_kwh, array_agg(e.expected) AS day_expected,
            array_agg(e.shed) AS day_shed, array_agg(e.down) AS day_down,
            array_agg(e.missing) AS day_missing, array_agg(e.idle) AS day_idle, sum(e.idle) AS idle,
            count(*) FILTER (WHERE e.is_assumed) AS answered_days,
            sum(e.untold_kwh) AS untold_kwh, array_agg(e.untold_kwh) AS day_untold_kwh,
            sum(e.curtailed_estimated_kwh) AS curtailed_estimated_kwh,
            array_agg(e.curtailed_estimated_kwh) AS day_curtailed_estimated_kwh,
            count(*) FILTER (WHERE NOT e.is_recorded)
                + CASE WHEN max(e.day) FILTER (WHERE e.is_recorded) > coalesce(max(e.day) FILTER (WHERE NOT e.is_recorded), (
                    SELECT -1 FROM p_hosting.telemetry_1d t
                    WHERE t.tenant_id = w.client_id AND t.miner_id = m.miner_id AND t.bucket = w.from_at - interval '24 hours'
                        AND t.power_watts_count > 0 AND t.estimated_watts IS NULL)) THEN 1 ELSE 0 END AS unrecorded_days
        FROM (
            SELECT h.day, h.kwh, h.untold_kwh, h.curtailed_kwh, h.curtailed_estimated_kwh, h.expected, h.shed, h.down, h.missing, h.idle,
                h.is_assumed, h.is_recorded,
                -- Of power that is not billed where it was untold, a gap has none either.
                CASE WHEN $2::text = 'estimate' THEN round(coalesce(
                    h.missing * (sum(h.kwh + CASE WHEN w.untold_power = 'estimate' THEN h.untold_kwh ELSE 0 END) OVER ())
                        / nullif(sum(h.run) OVER (), 0), 0), 6) ELSE 0 END AS estimated_kwh
            FROM (
                SELECT x.day, round(x.kwh, 6) - round(x.untold_kwh, 6) AS kwh, round(x.untold_kwh, 6) AS untold_kwh,
                    round(x.curtailed_kwh * x.curtailed_share, 6) AS curtailed_kwh,
                    round(x.curtailed_estimated_kwh * x.curtailed_share, 6) AS curtailed_estimated_kwh, x.run, x.is_assumed, x.is_recorded,
                    round(greatest(x.service, x.answered), 4) AS expected,
                    round(x.shed, 4) AS shed,
                    round(greatest(0, x.known - x.shed - x.hashed), 4) AS down,
                    round(greatest(0, least(x.known - x.shed, x.run) - x.hashed), 4) AS idle,
                    round(greatest(0, greatest(x.service, x.answered) - x.known), 4) AS missing
                FROM (
                    SELECT d.day, d.service, d.answered, d.run, d.hashed, d.is_assumed, d.is_recorded, d.kwh, d.untold_kwh, d.known,
                        d.curtailed_kwh, d.curtailed_estimated_kwh,
                        -- Out of service a curtailment counts by what the machine told, in energy as in hours.
                        CASE WHEN d.service > 0 THEN 1 ELSE least(1, coalesce(d.slept / nullif(d.shed, 0), 0)) END AS curtailed_share,
                        least(CASE WHEN d.service > 0 THEN greatest(d.shed, d.slept) ELSE d.slept END, d.known) AS shed
                    FROM (
                      SELECT c.*, greatest(CASE WHEN c.service > 0 THEN c.covered - c.off_covered ELSE 0 END, c.answered) - c.answered
                          + c.run AS known
                      FROM (
                        SELECT f.day, CASE WHEN f.day >= m.serves_from THEN 24 - least(24, coalesce(f.off, 0)) ELSE 0 END AS service,
                            f.hours AS covered, coalesce(f.off_covered, 0) AS off_covered,
                            coalesce(f.watts::numeric * (f.hours / f.most) / 1000, 0) AS kwh,
                            coalesce(f.untold_watts::numeric * (f.hours / f.most) / 1000, 0) AS untold_kwh,
                            CASE WHEN f.powers > 0 THEN f.untold_watts IS NOT NULL END AS is_recorded,
                            coalesce(f.hours * f.samples / f.most, 0) AS answered, coalesce(f.hours * f.powers / f.most, 0) AS run,
                            coalesce(f.hours * least(coalesce(f.hashing::numeric, f.powers), f.powers) / f.most, 0) AS hashed,
                            coalesce(f.hours * f.paused::numeric / f.most, 0) AS slept, f.samples > 0 AND f.hashing IS NULL AS is_assumed,
                            least(24, coalesce(f.shed_seconds / 3600, 0)) AS shed, coalesce(f.shed_kwh, 0) AS curtailed_kwh,
                            coalesce(f.shed_estimated_kwh, 0) AS curtailed_estimated_kwh
                        FROM (
                            SELECT o.day, max(o.hours) AS hours, nullif(greatest(max(o.rounds), max(o.samples)), 0) AS most,
                                max(o.samples) AS samples, max(o.powers) AS powers, max(o.watts) AS watts,
                                max(o.untold_watts) AS untold_watts, max(o.hashing) AS hashing, max(o.paused) AS paused,
                                sum(o.shed_seconds) AS shed_seconds, sum(o.shed_kwh) AS shed_kwh,
                                sum(o.shed_estimated_kwh) AS shed_estimated_kwh,
                                sum(o.off) AS off, sum(o.off_covered) AS off_covered
                            FROM (
                                SELECT u.place::int - 1 AS day, u.hours, u.rounds, NULL::bigint AS samples, NULL::bigint AS powers,
                                    NULL::double precision AS watts, NULL::double precision AS untold_watts,
                                    NULL::double precision AS hashing, NULL::double precision AS paused,
                                    NULL::numeric AS shed_seconds, NULL::numeric AS shed_kwh, NULL::numeric AS shed_estimated_kwh,
                                    NULL::numeric AS off, NULL::numeric AS off_covered
                                FROM unnest(covered.hours, covered.rounds) WITH ORDINALITY AS u (hours, rounds, place)
                                UNION ALL
                                SELECT (t.bucket AT TIME ZONE 'UTC')::date - w.period_from, NULL, NULL, t.samples,
                                    CASE WHEN t.power_watts_sum / nullif(t.power_watts_count, 0) BETWEEN 0 AND 100000
                                        THEN t.power_watts_count ELSE 0 END,
                                    CASE WHEN t.power_watts_sum / nullif(t.power_watts_count, 0) BETWEEN 0 AND 100000
                                        THEN t.power_watts_sum ELSE 0 END,
                                    CASE WHEN t.estimated_watts IS NOT NULL
                                            AND t.power_watts_sum / nullif(t.power_watts_count, 0) BETWEEN 0 AND 100000
                                        THEN least(greatest(t.estimated_watts, 0), t.power_watts_sum) END,
                                    t.hashing, t.paused, NULL, NULL, NULL, NULL, NULL
                                FROM p_hosting.telemetry_1d t
                                WHERE t.tenant_id = w.client_id AND t.miner_id = m.miner_id
                                    AND t.bucket >= w.from_at AND t.bucket < w.until_at
                                UNION ALL
                                -- A curtailment counts on each day that it touches, by its share of the time.
                                SELECT n, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p.seconds, y.kwh * p.seconds / y.seconds,
                                    y.estimated_kwh * p.seconds / y.seconds, NULL, NULL
                                FROM (
                                    SELECT c.curtailed_kwh::numeric AS kwh,
                                        least(coalesce(c.estimated_kwh, 0), c.curtailed_kwh)::numeric AS estimated_kwh, i.start, i.stop,
                                        extract(epoch FROM coalesce(c.until_at, now()) - c.from_at) AS seconds,
                                        (i.start AT TIME ZONE 'UTC')::date - w.period_from AS first_day,
                                        (i.stop AT TIME ZONE 'UTC')::date - w.period_from AS last_day
                                    FROM p_hosting.curtailment_reductions c
                                    CROSS JOIN LATERAL (
                                        SELECT greatest(c.from_at, w.from_at) AS start,
                                            least(coalesce(c.until_at, now()), w.until_at) AS stop
                                    ) i
                                    WHERE c.tenant_id = w.client_id AND c.miner_id = m.miner_id AND c.from_at < w.until_at
                                        AND i.stop > i.start
                                ) y
                                CROSS JOIN LATERAL generate_series(y.first_day, y.last_day, 1) AS n
                                CROSS JOIN LATERAL (
                                    SELECT extract(epoch FROM least(y.stop, (w.period_from + n + 1)::timestamp AT TIME ZONE 'UTC')
                                        - greatest(y.start, (w.period_from + n)::timestamp AT TIME ZONE 'UTC')) AS seconds
                                ) p
                                UNION ALL
                                -- The hours of each day out of service, and those of them in which there was collecting.
                                SELECT n, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                    extract(epoch FROM p.stop - p.start) / 3600, q.hours
                                FROM (
                                    SELECT i.start, i.stop, (i.start AT TIME ZONE 'UTC')::date - w.period_from AS first_day,
                                        (i.stop AT TIME ZONE 'UTC')::date - w.period_from AS last_day
                                    FROM (
                                        SELECT x.to_status AS status, x.changed_at AS from_at,
                                            lead(x.changed_at) OVER (ORDER BY x.changed_at) AS until_at
                                        FROM p_hosting.miner_status_changes x WHERE x.tenant_id = w.client_id AND x.miner_id = m.miner_id
                                        UNION ALL
                                        SELECT coalesce(e.from_status, m.status), NULL, e.changed_at
                                        FROM (SELECT 1) AS always
                                        LEFT JOIN LATERAL (
                                            SELECT x.from_status, x.changed_at FROM p_hosting.miner_status_changes x
                                            WHERE x.tenant_id = w.client_id AND x.miner_id = m.miner_id ORDER BY x.changed_at LIMIT 1
                                        ) e ON true
                                    ) z
                                    CROSS JOIN LATERAL (
                                        SELECT greatest(z.from_at, w.from_at) AS start, least(z.until_at, w.until_at) AS stop
                                    ) i
                                    WHERE z.status = 'offline' AND i.stop > i.start
                                ) y
                                CROSS JOIN LATERAL generate_series(y.first_day, y.last_day, 1) AS n
                                CROSS JOIN LATERAL (
                                    SELECT greatest(y.start, (w.period_from + n)::timestamp AT TIME ZONE 'UTC') AS start,
                                        least(y.stop, (w.period_from + n + 1)::timestamp AT TIME ZONE 'UTC') AS stop
                                ) p
                                CROSS JOIN LATERAL (
                                    SELECT coalesce(sum(
                                        CASE WHEN f.miners_total_count >= 0.9 * $3 THEN 1 ELSE f.miners_total_count / $3::numeric END
                                        * extract(epoch FROM least(p.stop, f.bucket + interval '3600 seconds') - greatest(p.start, f.bucket))
                                        / 3600), 0) AS hours
                                    FROM p_hosting.fleet_1h f
                                    WHERE f.tenant_id = w.client_id AND f.bucket > p.start - interval '3600 seconds' AND f.bucket < p.stop
                                ) q
                            ) o
                            GROUP BY o.day
                            OFFSET 0
                        ) f
                        -- A curtailment that ends with the period touches the day after it.
                        WHERE f.hours IS NOT NULL
                        OFFSET 0
                      ) c
                      OFFSET 0
                    ) d
                    OFFSET 0
                ) x
                OFFSET 0
            ) h
            ORDER BY h.day
        ) e
    ) s
    WHERE s.expected > 0 OR s.kwh > 0 OR s.untold_kwh > 0
    RETURNING metering_id, miner_id, kwh, estimated_kwh, curtailed_kwh, expected_hours, curtailed_hours, down_hours, missing_hours, day_expected,
        idle_hours, answered_days, untold_kwh, curtailed_estimated_kwh, unrecorded_days
-- Once for all contracts, not again for each: without the word the planner, which expects one row, goes over all of them for each.
), sums AS MATERIALIZED (
    SELECT s.metering_id, count(*) AS machines, sum(s.kwh) AS kwh, sum(s.estimated_kwh) AS estimated_kwh,
        sum(s.curtailed_kwh) AS curtailed_kwh, sum(s.expected_hours) AS expected_hours, sum(s.curtailed_hours) AS curtailed_hours,
        sum(s.down_hours) AS down_hours, sum(s.missing_hours) AS missing_hours,
        count(*) FILTER (WHERE s.missing_hours > 0) AS machines_missing,
        sum(s.idle_hours) AS idle_hours, sum(s.answered_days)::bigint AS answered_days,
        sum(s.untold_kwh) AS untold_kwh, sum(s.curtailed_estimated_kwh) AS curtailed_estimated_kwh,
        sum(s.unrecorded_days)::bigint AS unrecorded_days,
        -- A machine was there on a day of which it was asked anything, or told something.
        sum((SELECT sum(u.part) FROM unnest(s.day_expected, w.parts) AS u (expected, part) WHERE u.expected > 0)) AS month_parts,
        -- Of one machine, by the hours that each is expected; a machine that is gone has none.
        sum(n.power_watts * s.expected_hours) FILTER (WHERE l.is_credited)
            / nullif(sum(s.expected_hours) FILTER (WHERE n.power_watts IS NOT NULL AND l.is_credited), 0) AS nameplate_watts,
        sum(s.expected_hours) FILTER (WHERE l.is_credited) AS credited_expected_hours,
        sum(s.curtailed_hours) FILTER (WHERE l.is_credited) AS credited_curtailed_hours,
        sum(s.down_hours) FILTER (WHERE l.is_credited) AS credited_down_hours,
        sum(s.idle_hours) FILTER (WHERE l.is_credited) AS credited_idle_hours,
        sum(s.missing_hours) FILTER (WHERE l.is_credited) AS credited_missing_hours
    FROM stored s JOIN wanted w ON w.id = s.metering_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN w.untold_power = 'estimate' OR s.kwh > 0 THEN true WHEN s.untold_kwh > 0 THEN false
            ELSE coalesce((
                SELECT t.estimated_watts < t.power_watts_sum FROM p_hosting.telemetry_1d t
                WHERE t.tenant_id = w.client_id AND t.miner_id = s.miner_id AND t.bucket < w.from_at
                    AND t.bucket >= w.from_at - interval '2208 hours' AND t.power_watts_sum > 0
                ORDER BY t.bucket DESC LIMIT 1), true) END AS is_credited
        OFFSET 0
    ) l
    LEFT JOIN LATERAL (
        SELECT coalesce(o.nameplate_power_watts, mo.power_watts)::numeric AS power_watts
        FROM p_hosting.miners o LEFT JOIN p_hosting.miner_models mo ON mo.id = o.model_id
        WHERE o.tenant_id = w.client_id AND o.id = s.miner_id
        OFFSET 0
    ) n ON true
    GROUP BY s.metering_id
)
SELECT w.id::text AS metering_id, w.contract_id::text AS contract_id, coalesce(s.machines, 0) AS machines,
    coalesce(s.kwh, 0)::text AS kwh, coalesce(s.estimated_kwh, 0)::text AS estimated_kwh, coalesce(s.curtailed_kwh, 0)::text AS curtailed_kwh,
    coalesce(s.expected_hours, 0)::text AS expected_hours, coalesce(s.curtailed_hours, 0)::text AS curtailed_hours,
    coalesce(s.down_hours, 0)::text AS down_hours, coalesce(s.missing_hours, 0)::text AS missing_hours,
    coalesce(s.machines_missing, 0) AS machines_missing, coalesce(s.month_parts, 0)::bigint AS month_parts,
    coalesce(s.idle_hours, 0)::text AS idle_hours, coalesce(s.answered_days, 0) AS answered_days,
    coalesce(s.untold_kwh, 0)::text AS untold_kwh, w.untold_power, coalesce(s.unrecorded_days, 0) AS unrecorded_days,
    coalesce(s.curtailed_estimated_kwh, 0)::text AS curtailed_estimated_kwh, w.untold_curtailment,
    coalesce(s.credited_expected_hours, 0)::text AS credited_expected_hours,
    coalesce(s.credited_curtailed_hours, 0)::text AS credited_curtailed_hours,
    coalesce(s.credited_down_hours, 0)::text AS credited_down_hours, coalesce(s.credited_idle_hours, 0)::text AS credited_idle_hours,
    coalesce(s.credited_missing_hours, 0)::text AS credited_missing_hours,
    round(coalesce(s.nameplate_watts, 0), 3)::text AS nameplate_watts
FROM wanted w LEFT JOIN sums s ON s.metering_id = w.id
