-- The reminders of an invoice, but for those that a later one has overtaken before they were sent.
SELECT r.level, r.days_overdue, r.email, r.created_at, r.sent_at, r.failure, r.attempts, r.problem, r.retry_at,
    r.failure IS NOT NULL AND NOT l.is_overtaken AS may_retry
FROM reminders r
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM reminders h WHERE h.tenant_id = r.tenant_id AND h.invoice_id = r.invoice_id AND h.level > r.level) AS is_overtaken
) l
WHERE r.tenant_id = app.current_tenant() AND r.invoice_id = $1::bigint
    AND (r.sent_at IS NOT NULL OR r.failure IS NOT NULL OR NOT l.is_overtaken)
ORDER BY r.level
