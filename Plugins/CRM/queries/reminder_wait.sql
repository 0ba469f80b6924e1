-- $3: why it has not gone yet. $4: whether that is nothing of its own, so that it is let go as if it had not been tried.
UPDATE reminders SET problem = $3::text, retry_at = CASE WHEN NOT $4::boolean THEN reminders.retry_at END,
    attempts = reminders.attempts - CASE WHEN $4::boolean THEN 1 ELSE 0 END
WHERE reminders.tenant_id = app.current_tenant() AND reminders.invoice_id = $1::bigint AND reminders.level = $2::bigint
