SELECT r.level, r.days_overdue, r.email, r.created_at, r.sent_at, r.failure, r.attempts
FROM reminders r WHERE r.tenant_id = app.current_tenant() AND r.invoice_id = $1::bigint ORDER BY r.level
