SELECT count(*) AS total FROM client_invoices i WHERE i.tenant_id = app.current_tenant()
