-- Takes reminders to send: those that nobody took, or whose sender did not come back. What was paid or taken back meanwhile is left.
UPDATE reminders SET claimed_at = now(), attempts = reminders.attempts + 1
FROM invoices i, contracts k, app.tenant_names own
WHERE reminders.tenant_id = app.current_tenant() AND reminders.sent_at IS NULL AND reminders.failure IS NULL
    AND (reminders.claimed_at IS NULL OR reminders.claimed_at < now() - interval '15 minutes')
    AND i.tenant_id = reminders.tenant_id AND i.id = reminders.invoice_id AND k.tenant_id = i.tenant_id AND k.id = i.contract_id
    AND k.reminders = 'on' AND own.tenant_id = i.tenant_id
    AND i.total > (SELECT coalesce(sum(y.amount), 0) FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id)
    AND NOT EXISTS (SELECT FROM invoices o WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id)
    AND reminders.invoice_id IN (
        SELECT r.invoice_id FROM reminders r
        WHERE r.tenant_id = app.current_tenant() AND r.sent_at IS NULL AND r.failure IS NULL
            AND (r.claimed_at IS NULL OR r.claimed_at < now() - interval '15 minutes')
        ORDER BY r.created_at LIMIT 200)
RETURNING reminders.invoice_id::text AS invoice_id, reminders.level, reminders.days_overdue, reminders.email, i.number, i.client, i.currency,
    i.total::text AS total, i.due_on::text AS due_on, k.mail_language, own.name AS provider,
    (i.total - (SELECT coalesce(sum(y.amount), 0) FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id))::text
        AS outstanding
