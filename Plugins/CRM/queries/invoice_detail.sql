SELECT i.id::text AS id, i.kind, i.contract_id::text AS contract_id, i.credits_id::text AS credits_id, i.number, i.client, i.currency, i.total::text AS total,
    CASE WHEN i.number IS NULL THEN 'draft' ELSE 'issued' END AS status, i.issued_at, i.created_at, i.document,
    (SELECT o.number FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.id = i.credits_id) AS credits_number,
    (SELECT max(o.id)::text FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id) AS credited_by,
    c.credited::text AS credited,
    own.name AS provider, i.metering_id IS NOT NULL AS has_readings, i.due_on::text AS due_on, p.paid::text AS paid,
    CASE WHEN i.number IS NULL THEN 'draft' WHEN i.kind = 'credit_note' THEN 'credit_note'
        WHEN c.is_credited THEN 'credited' WHEN p.paid >= i.total - c.credited THEN 'paid' WHEN i.due_on < (now() AT TIME ZONE 'UTC')::date THEN 'overdue'
        WHEN p.paid > 0 THEN 'partly_paid' ELSE 'open' END AS payment_status
FROM invoices i
JOIN app.tenant_names own ON own.tenant_id = i.tenant_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(y.amount), 0) AS paid FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id
) p
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(o.total), 0) AS credited, count(*) > 0 AND -sum(o.total) = i.total AS is_credited
    FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id AND o.number IS NOT NULL
) c
WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint
