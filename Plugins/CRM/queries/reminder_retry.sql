-- One that failed waits as a new one does; one that a later one has overtaken is past.
UPDATE reminders SET failure = NULL, problem = NULL, claimed_at = NULL, retry_at = NULL, attempts = 0
WHERE reminders.tenant_id = app.current_tenant() AND reminders.invoice_id = $1::bigint AND reminders.level = $2::bigint
    AND reminders.failure IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM reminders h
        WHERE h.tenant_id = reminders.tenant_id AND h.invoice_id = reminders.invoice_id AND h.level > reminders.level)
