-- $3: why it cannot be sent; null where it was.
UPDATE reminders SET sent_at = CASE WHEN $3::text IS NULL THEN now() END, failure = $3::text, problem = NULL, retry_at = NULL
WHERE reminders.tenant_id = app.current_tenant() AND reminders.invoice_id = $1::bigint AND reminders.level = $2::bigint
