-- A client's copies, narrowed as its provider's invoices are: none of them tells a contract ($1), all are issued ($2).
SELECT i.id::text AS id, i.kind, NULL::text AS contract_id, i.credits_id::text AS credits_id, i.number, i.client, i.currency, i.total::text AS total,
    'issued' AS status, i.issued_at, i.issued_at AS created_at, i.due_on::text AS due_on, i.paid::text AS paid, s.payment_status
FROM client_invoices i
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(o.total), 0) AS credited, count(*) > 0 AND -sum(o.total) = i.total AS is_credited
    FROM client_invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id
) c
CROSS JOIN LATERAL (
    SELECT CASE WHEN i.kind = 'credit_note' THEN 'credit_note'
        WHEN c.is_credited THEN 'credited' WHEN i.paid >= i.total - c.credited THEN 'paid' WHEN i.due_on < (now() AT TIME ZONE 'UTC')::date THEN 'overdue'
        WHEN i.paid > 0 THEN 'partly_paid' ELSE 'open' END AS payment_status
) s
WHERE i.tenant_id = app.current_tenant() AND $1::text IS NULL AND ($2::text IS NULL OR $2 = 'issued')
    AND ($3::text IS NULL OR strpos(lower(i.client), lower($3)) > 0 OR i.number::text = $3)
    AND ($4::text IS NULL OR s.payment_status = $4 OR ($4 = 'unpaid' AND s.payment_status IN ('open', 'partly_paid', 'overdue')))
ORDER BY i.number DESC, i.id
LIMIT $5::bigint OFFSET $6::bigint
