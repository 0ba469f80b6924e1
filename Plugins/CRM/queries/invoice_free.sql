-- A period whose invoice was taken back may be billed again.
UPDATE invoices SET period_key = NULL
FROM invoices n
WHERE invoices.tenant_id = app.current_tenant() AND n.tenant_id = invoices.tenant_id AND n.id = $1::bigint AND n.number IS NOT NULL
    AND n.credits_id = invoices.id
