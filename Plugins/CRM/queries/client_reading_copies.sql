-- The readings behind the copies that this transaction has made.
INSERT INTO client_readings (
    tenant_id, invoice_id, miner_id, serial_number, first_day, kwh, estimated_kwh, curtailed_kwh, expected_hours, curtailed_hours, down_hours,
    missing_hours, day_kwh, day_estimated_kwh, day_curtailed_kwh, day_expected, day_curtailed, day_down, day_missing)
SELECT me.client_tenant_id, i.id, r.miner_id, r.serial_number, r.first_day, r.kwh, r.estimated_kwh, r.curtailed_kwh, r.expected_hours,
    r.curtailed_hours, r.down_hours, r.missing_hours, r.day_kwh, r.day_estimated_kwh, r.day_curtailed_kwh, r.day_expected, r.day_curtailed,
    r.day_down, r.day_missing
FROM invoices i
JOIN meterings me ON me.tenant_id = i.tenant_id AND me.id = i.metering_id
JOIN client_invoices c ON c.tenant_id = me.client_tenant_id AND c.id = i.id
JOIN metering_readings r ON r.tenant_id = me.tenant_id AND r.metering_id = me.id
WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL AND i.issued_at = now()
ON CONFLICT (tenant_id, invoice_id, miner_id) DO NOTHING
