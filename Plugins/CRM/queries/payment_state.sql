SELECT i.total::text AS total, p.paid::text AS paid, greatest(i.total - p.paid, 0)::text AS outstanding,
    greatest(p.paid - i.total, 0)::text AS overpaid, p.paid > i.total AS is_overpaid,
    CASE WHEN p.paid >= i.total THEN 'paid' WHEN i.due_on < (now() AT TIME ZONE 'UTC')::date THEN 'overdue'
        WHEN p.paid > 0 THEN 'partly_paid' ELSE 'open' END AS payment_status
FROM invoices i
CROSS JOIN LATERAL (
    SELECT coalesce(sum(y.amount), 0) AS paid FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id
) p
WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint
