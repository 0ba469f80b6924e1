DELETE FROM invoices WHERE invoices.tenant_id = app.current_tenant() AND invoices.id = $1::bigint AND invoices.number IS NULL
