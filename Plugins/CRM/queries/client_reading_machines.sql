-- The machines of an invoice with their sums, those with most hours missing first. $2 and $3: the page.
SELECT x.miner_id::text AS miner_id, x.serial_number, trim_scale(x.kwh)::text AS kwh, trim_scale(x.estimated_kwh)::text AS estimated_kwh,
    trim_scale(x.curtailed_kwh)::text AS curtailed_kwh, trim_scale(x.expected_hours)::text AS expected_hours,
    trim_scale(x.curtailed_hours)::text AS curtailed_hours, trim_scale(x.down_hours)::text AS down_hours,
    trim_scale(x.missing_hours)::text AS missing_hours,
    trim_scale(x.idle_hours)::text AS idle_hours, x.answered_days,
    trim_scale(x.untold_kwh)::text AS untold_kwh, trim_scale(x.curtailed_estimated_kwh)::text AS curtailed_estimated_kwh,
    round(CASE WHEN x.expected_hours > x.curtailed_hours + x.missing_hours THEN
        100 * (1 - x.down_hours / (x.expected_hours - x.curtailed_hours - x.missing_hours)) ELSE 100 END, 2)::text AS uptime_percent,
    x.curtailed_estimated_kwh > 0 AS has_shed_estimate, x.missing_hours > 0 AS has_missing, count(*) OVER () AS total
FROM client_readings x
    WHERE x.tenant_id = app.current_tenant() AND x.invoice_id = $1::bigint
ORDER BY x.missing_hours DESC, x.serial_number, x.miner_id
LIMIT $2::bigint OFFSET $3::bigint
