-- The readings behind the copies that this transaction has made. Each metering's are looked up by their key (OFFSET 0): joined, a planner
-- that does not know yet how many readings there are goes through all of them for each invoice.
INSERT INTO client_readings (
    tenant_id, invoice_id, miner_id, serial_number, first_day, kwh, estimated_kwh, curtailed_kwh, expected_hours, curtailed_hours, down_hours,
    missing_hours, day_kwh, day_estimated_kwh, day_curtailed_kwh, day_expected, day_curtailed, day_down, day_missing,
    day_idle, idle_hours, answered_days, untold_kwh, day_untold_kwh, curtailed_estimated_kwh, day_curtailed_estimated_kwh, unrecorded_days)
SELECT c.tenant_id, c.id, r.miner_id, r.serial_number, r.first_day, r.kwh, r.estimated_kwh, r.curtailed_kwh, r.expected_hours,
    r.curtailed_hours, r.down_hours, r.missing_hours, r.day_kwh, r.day_estimated_kwh, r.day_curtailed_kwh, r.day_expected, r.day_curtailed,
    r.day_down, r.day_missing, r.day_idle, r.idle_hours, r.answered_days, r.untold_kwh, r.day_untold_kwh, r.curtailed_estimated_kwh,
    r.day_curtailed_estimated_kwh, r.unrecorded_days
FROM invoices i
CROSS JOIN LATERAL (
    SELECT me.tenant_id, me.id, me.client_tenant_id FROM meterings me
    WHERE me.tenant_id = i.tenant_id AND me.id = i.metering_id OFFSET 0
) me
CROSS JOIN LATERAL (
    SELECT o.tenant_id, o.id FROM client_invoices o WHERE o.tenant_id = me.client_tenant_id AND o.id = i.id OFFSET 0
) c
CROSS JOIN LATERAL (
    SELECT x.miner_id, x.serial_number, x.first_day, x.kwh, x.estimated_kwh, x.curtailed_kwh, x.expected_hours, x.curtailed_hours,
        x.down_hours, x.missing_hours, x.day_kwh, x.day_estimated_kwh, x.day_curtailed_kwh, x.day_expected, x.day_curtailed, x.day_down,
        x.day_missing, x.day_idle, x.idle_hours, x.answered_days, x.untold_kwh, x.day_untold_kwh, x.curtailed_estimated_kwh,
        x.day_curtailed_estimated_kwh, x.unrecorded_days
    FROM metering_readings x WHERE x.tenant_id = me.tenant_id AND x.metering_id = me.id OFFSET 0
) r
WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL AND i.issued_at = now()
ON CONFLICT (tenant_id, invoice_id, miner_id) DO NOTHING
