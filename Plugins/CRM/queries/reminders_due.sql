-- Writes down the reminder that each overdue invoice has reached, before anything is sent. $1: days of the levels, rising, at most nine.
INSERT INTO reminders (invoice_id, level, days_overdue, outstanding, email)
SELECT i.id, l.level, (now() AT TIME ZONE 'UTC')::date - i.due_on, i.total - c.credited - p.paid, k.invoice_email
FROM invoices i
JOIN contracts k ON k.tenant_id = i.tenant_id AND k.id = i.contract_id AND k.reminders = 'on' AND k.invoice_email <> ''
CROSS JOIN LATERAL (
    SELECT coalesce(sum(y.amount), 0) AS paid FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id
) p
CROSS JOIN LATERAL (
    SELECT coalesce(-sum(o.total), 0) AS credited FROM invoices o
    WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id AND o.number IS NOT NULL
) c
CROSS JOIN LATERAL (
    SELECT max(x.place) AS level FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS x (days, place)
    WHERE i.due_on + x.days::int <= (now() AT TIME ZONE 'UTC')::date
) l
WHERE i.tenant_id = app.current_tenant() AND i.number IS NOT NULL AND i.kind = 'invoice' AND i.due_on IS NOT NULL AND i.total - c.credited > p.paid
    AND l.level IS NOT NULL
    AND NOT EXISTS (SELECT FROM reminders r WHERE r.tenant_id = i.tenant_id AND r.invoice_id = i.id AND r.level >= l.level)
ON CONFLICT (tenant_id, invoice_id, level) DO NOTHING
