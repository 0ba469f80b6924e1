-- A period whose invoice was taken back whole may be billed again.
UPDATE invoices SET period_key = NULL
FROM invoices n
WHERE invoices.tenant_id = app.current_tenant() AND n.tenant_id = invoices.tenant_id AND n.id = $1::bigint AND n.number IS NOT NULL
    AND n.credits_id = invoices.id
    AND invoices.total = (
        SELECT -sum(o.total) FROM invoices o
        WHERE o.tenant_id = invoices.tenant_id AND o.credits_id = invoices.id AND o.number IS NOT NULL)
