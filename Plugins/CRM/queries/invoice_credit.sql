-- A credit note takes back an issued invoice or a part of it. $3: the notes that were counted when it was worked out; beside another one it is
-- not made.
INSERT INTO invoices (contract_id, kind, credits_id, client, currency, total, document)
SELECT i.contract_id, 'credit_note', i.id, i.client, i.currency, ($2::text::jsonb ->> 'total')::numeric, $2::text
FROM invoices i
WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint AND i.kind = 'invoice' AND i.number IS NOT NULL
    AND $3::text = (
        SELECT coalesce(string_agg(o.id::text, ',' ORDER BY o.id), '') FROM invoices o
        WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id)
RETURNING id::text AS id
