-- The client sees on its copy what has come in.
UPDATE client_invoices SET paid = (
    SELECT coalesce(sum(y.amount), 0) FROM payments y WHERE y.tenant_id = app.current_tenant() AND y.invoice_id = $1::bigint)
WHERE client_invoices.id = $1::bigint
    AND EXISTS (SELECT FROM invoices i WHERE i.tenant_id = app.current_tenant() AND i.id = client_invoices.id)
    AND client_invoices.tenant_id IN (SELECT tn.tenant_id FROM app.tenant_names tn)
