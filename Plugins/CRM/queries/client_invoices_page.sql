SELECT i.id::text AS id, i.kind, NULL::text AS contract_id, i.credits_id::text AS credits_id, i.number, i.client, i.currency, i.total::text AS total,
    'issued' AS status, i.issued_at, i.issued_at AS created_at, i.due_on::text AS due_on, i.paid::text AS paid,
    CASE WHEN i.kind = 'credit_note' THEN 'credit_note'
        WHEN c.is_credited THEN 'credited' WHEN i.paid >= i.total - c.credited THEN 'paid' WHEN i.due_on < (now() AT TIME ZONE 'UTC')::date THEN 'overdue'
        WHEN i.paid > 0 THEN 'partly_paid' ELSE 'open' END AS payment_status
FROM client_invoices i
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(o.total), 0) AS credited, count(*) > 0 AND -sum(o.total) = i.total AS is_credited
    FROM client_invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id
) c
WHERE i.tenant_id = app.current_tenant()
ORDER BY i.number DESC, i.id
LIMIT $1::bigint OFFSET $2::bigint
