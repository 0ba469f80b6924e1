-- What was issued, for the books; the numbers after $1.
SELECT i.number, i.kind, o.number AS credits_number, (i.issued_at AT TIME ZONE 'UTC')::date::text AS issued_on, i.due_on::text AS due_on,
    i.client, i.currency, i.document::jsonb ->> 'period_from' AS period_from, i.document::jsonb ->> 'period_to' AS period_to,
    i.document::jsonb ->> 'subtotal' AS subtotal, i.document::jsonb ->> 'tax_percent' AS tax_percent, i.document::jsonb ->> 'tax' AS tax,
    i.total::text AS total, p.paid::text AS paid
FROM invoices i
LEFT JOIN invoices o ON o.tenant_id = i.tenant_id AND o.id = i.credits_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(y.amount), 0) AS paid FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id
) p
WHERE i.tenant_id = app.current_tenant() AND i.number > $1::bigint
ORDER BY i.number
LIMIT $2::bigint
