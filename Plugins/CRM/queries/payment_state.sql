-- Only what was issued is owed, less what issued notes took back: what was paid beyond that is too much.
SELECT d.total::text AS total, d.credited::text AS credited, d.paid::text AS paid, greatest(d.due - d.paid, 0)::text AS outstanding,
    greatest(d.paid - d.due, 0)::text AS overpaid, d.paid > d.due AS is_overpaid, d.payment_status
FROM (
    SELECT i.total, c.credited, p.paid, CASE WHEN i.number IS NULL OR i.kind = 'credit_note' THEN 0 ELSE i.total - c.credited END AS due,
        CASE WHEN i.number IS NULL THEN 'draft' WHEN i.kind = 'credit_note' THEN 'credit_note' WHEN c.is_credited THEN 'credited'
            WHEN p.paid >= i.total - c.credited THEN 'paid' WHEN i.due_on < (now() AT TIME ZONE 'UTC')::date THEN 'overdue'
            WHEN p.paid > 0 THEN 'partly_paid' ELSE 'open' END AS payment_status
    FROM invoices i
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(y.amount), 0) AS paid FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id
    ) p
    CROSS JOIN LATERAL (
        SELECT coalesce(-sum(o.total), 0) AS credited, count(*) > 0 AND -sum(o.total) = i.total AS is_credited
        FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id AND o.number IS NOT NULL
    ) c
    WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint
) d
