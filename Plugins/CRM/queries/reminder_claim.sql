-- Takes the reminder to send next: one that nobody took, whose sender did not come back, or whose time to be tried again has come; who waited
-- longest since the last try comes first, so that none holds up the others. Left are those of what was paid or taken back meanwhile, and those
-- that a later one of the same invoice has overtaken. It counts as tried from here on, whatever becomes of this run: again after an hour, two,
-- four … at most a day, less what the hourly runs may come early. The address is the contract's of now, or the last one that it had.
UPDATE reminders SET claimed_at = now(), attempts = reminders.attempts + 1, email = x.email,
    retry_at = now() + least(interval '1 day', interval '1 hour' * power(2, least(reminders.attempts, 5))) - interval '10 minutes'
FROM (
    SELECT r.invoice_id, r.level, i.number, i.client, i.currency, i.total, i.due_on, i.total - c.credited - p.paid AS outstanding, k.mail_language,
        coalesce(nullif(k.invoice_email, ''), r.email) AS email, own.name AS provider
    FROM reminders r
    JOIN invoices i ON i.tenant_id = r.tenant_id AND i.id = r.invoice_id
    JOIN contracts k ON k.tenant_id = i.tenant_id AND k.id = i.contract_id AND k.reminders = 'on'
    JOIN app.tenant_names own ON own.tenant_id = r.tenant_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(y.amount), 0) AS paid FROM payments y WHERE y.tenant_id = i.tenant_id AND y.invoice_id = i.id
    ) p
    CROSS JOIN LATERAL (
        SELECT coalesce(-sum(o.total), 0) AS credited FROM invoices o
        WHERE o.tenant_id = i.tenant_id AND o.credits_id = i.id AND o.number IS NOT NULL
    ) c
    WHERE r.tenant_id = app.current_tenant() AND r.sent_at IS NULL AND r.failure IS NULL AND i.total - c.credited > p.paid
        AND (r.claimed_at IS NULL OR r.claimed_at < now() - interval '15 minutes') AND (r.retry_at IS NULL OR r.retry_at <= now())
        AND NOT EXISTS (SELECT FROM reminders h WHERE h.tenant_id = r.tenant_id AND h.invoice_id = r.invoice_id AND h.level > r.level)
    ORDER BY r.claimed_at NULLS FIRST, r.created_at, r.invoice_id
    LIMIT 1
) x
WHERE reminders.tenant_id = app.current_tenant() AND reminders.invoice_id = x.invoice_id AND reminders.level = x.level
    AND reminders.sent_at IS NULL AND (reminders.claimed_at IS NULL OR reminders.claimed_at < now() - interval '15 minutes')
RETURNING reminders.invoice_id::text AS invoice_id, reminders.level, reminders.email,
    ((now() AT TIME ZONE 'UTC')::date - x.due_on)::bigint AS days_overdue, x.number, x.client, x.currency, x.total::text AS total,
    x.due_on::text AS due_on, x.mail_language, x.provider, x.outstanding::text AS outstanding
