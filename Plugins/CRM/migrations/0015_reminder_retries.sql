-- A reminder that did not go is tried again from `retry_at` on; `problem` is why it has not gone yet. `failure` stays what ends it.
ALTER TABLE reminders ADD COLUMN retry_at timestamptz;
ALTER TABLE reminders ADD COLUMN problem text;
CREATE INDEX reminders_unsent ON reminders (tenant_id, claimed_at NULLS FIRST, created_at) WHERE sent_at IS NULL AND failure IS NULL;
