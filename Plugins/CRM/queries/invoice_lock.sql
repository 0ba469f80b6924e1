-- One at a time takes something of an invoice back: whoever comes second reads what the first one has left.
SELECT i.id::text AS id FROM invoices i
WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint
FOR UPDATE
