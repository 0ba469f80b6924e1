-- The readings of an invoice, machine by machine and day by day; the machines after $2.
SELECT r.miner_id::text AS miner_id, r.serial_number, (r.first_day + (d.place - 1)::int)::text AS day, d.kwh::text AS kwh,
    d.estimated_kwh::text AS estimated_kwh, d.curtailed_kwh::text AS curtailed_kwh, d.expected::text AS expected_hours,
    d.curtailed::text AS curtailed_hours, d.down::text AS down_hours, d.missing::text AS missing_hours,
    d.idle::text AS idle_hours, d.untold_kwh::text AS untold_kwh, d.curtailed_estimated_kwh::text AS curtailed_estimated_kwh,
    (z.day_hashrate_ths[d.place] + z.day_estimated_ths[d.place])::text AS hashrate_ths,
    z.day_estimated_ths[d.place]::text AS estimated_hashrate_ths
FROM (
    SELECT x.tenant_id, x.metering_id, x.miner_id, x.serial_number, x.first_day, x.day_kwh, x.day_estimated_kwh, x.day_curtailed_kwh, x.day_expected, x.day_curtailed,
        x.day_down, x.day_missing, x.day_idle, x.day_untold_kwh, x.day_curtailed_estimated_kwh
    FROM invoices i JOIN metering_readings x ON x.tenant_id = i.tenant_id AND x.metering_id = i.metering_id
    WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint AND x.miner_id > $2::bigint
    ORDER BY x.miner_id LIMIT $3::bigint
) r
CROSS JOIN LATERAL unnest(
    r.day_kwh, r.day_estimated_kwh, r.day_curtailed_kwh, r.day_expected, r.day_curtailed, r.day_down, r.day_missing, r.day_idle,
    r.day_untold_kwh, r.day_curtailed_estimated_kwh
) WITH ORDINALITY AS d (
    kwh, estimated_kwh, curtailed_kwh, expected, curtailed, down, missing, idle, untold_kwh, curtailed_estimated_kwh, place)
LEFT JOIN metering_hashrates z ON z.tenant_id = r.tenant_id AND z.metering_id = r.metering_id AND z.miner_id = r.miner_id
ORDER BY r.miner_id, d.place
