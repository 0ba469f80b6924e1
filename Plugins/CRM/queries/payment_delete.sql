DELETE FROM payments WHERE payments.tenant_id = app.current_tenant() AND payments.invoice_id = $1::bigint AND payments.id = $2::bigint
