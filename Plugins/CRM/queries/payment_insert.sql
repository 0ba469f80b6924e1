-- Only what was issued is paid.
INSERT INTO payments (invoice_id, paid_on, amount, reference, author)
SELECT i.id, $2::text::date, $3::text::numeric, $4::text, $5::text
FROM invoices i
WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint AND i.number IS NOT NULL AND i.kind = 'invoice'
RETURNING id::text AS id
