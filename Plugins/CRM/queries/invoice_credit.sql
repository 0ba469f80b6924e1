-- A credit note takes back the whole of an issued invoice, once.
INSERT INTO invoices (contract_id, kind, credits_id, client, currency, total, document)
SELECT i.contract_id, 'credit_note', i.id, i.client, i.currency, -i.total, $2::text
FROM invoices i
WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint AND i.kind = 'invoice' AND i.number IS NOT NULL
RETURNING id::text AS id
