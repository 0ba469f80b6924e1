-- The credit notes of an invoice, drafts too, which hold what they are to take back.
SELECT o.id::text AS id, o.number, o.total::text AS total, o.document
FROM invoices o
WHERE o.tenant_id = app.current_tenant() AND o.credits_id = $1::bigint
ORDER BY o.id
LIMIT 1000
