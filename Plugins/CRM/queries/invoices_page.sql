SELECT i.id::text AS id, i.kind, i.contract_id::text AS contract_id, i.credits_id::text AS credits_id, i.number, i.client, i.currency, i.total::text AS total,
    CASE WHEN i.number IS NULL THEN 'draft' ELSE 'issued' END AS status, i.issued_at, i.created_at,
    i.due_on::text AS due_on, p.paid::text AS paid, s.payment_status
FROM invoices i
CROSS JOIN LATERAL (
    SELECT coalesce(sum(y.amount), 0) AS paid FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id
) p
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(o.total), 0) AS credited, count(*) > 0 AND -sum(o.total) = i.total AS is_credited
    FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id AND o.number IS NOT NULL
) c
CROSS JOIN LATERAL (
    SELECT CASE WHEN i.number IS NULL THEN 'draft' WHEN i.kind = 'credit_note' THEN 'credit_note'
        WHEN c.is_credited THEN 'credited' WHEN p.paid >= i.total - c.credited THEN 'paid' WHEN i.due_on < (now() AT TIME ZONE 'UTC')::date THEN 'overdue'
        WHEN p.paid > 0 THEN 'partly_paid' ELSE 'open' END AS payment_status
) s
WHERE i.tenant_id = app.current_tenant() AND ($1::text IS NULL OR i.contract_id = $1::bigint)
    AND ($2::text IS NULL OR ($2 = 'issued') = (i.number IS NOT NULL))
    AND ($3::text IS NULL OR strpos(lower(i.client), lower($3)) > 0 OR i.number::text = $3)
    AND ($4::text IS NULL OR s.payment_status = $4 OR ($4 = 'unpaid' AND s.payment_status IN ('open', 'partly_paid', 'overdue')))
ORDER BY i.number DESC NULLS FIRST, i.created_at DESC, i.id
LIMIT $5::bigint OFFSET $6::bigint
