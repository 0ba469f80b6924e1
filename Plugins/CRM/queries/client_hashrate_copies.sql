-- The hashrates beside the readings that this transaction has copied.
INSERT INTO client_hashrates (tenant_id, invoice_id, miner_id, untold_hours, day_hashrate_ths, day_estimated_ths)
SELECT c.tenant_id, c.id, r.miner_id, r.untold_hours, r.day_hashrate_ths, r.day_estimated_ths
FROM invoices i
CROSS JOIN LATERAL (
    SELECT me.tenant_id, me.id, me.client_tenant_id FROM meterings me
    WHERE me.tenant_id = i.tenant_id AND me.id = i.metering_id OFFSET 0
) me
CROSS JOIN LATERAL (
    SELECT o.tenant_id, o.id FROM client_invoices o WHERE o.tenant_id = me.client_tenant_id AND o.id = i.id OFFSET 0
) c
CROSS JOIN LATERAL (
    SELECT x.miner_id, x.untold_hours, x.day_hashrate_ths, x.day_estimated_ths
    FROM metering_hashrates x WHERE x.tenant_id = me.tenant_id AND x.metering_id = me.id OFFSET 0
) r
WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL AND i.issued_at = now()
ON CONFLICT (tenant_id, invoice_id, miner_id) DO NOTHING
