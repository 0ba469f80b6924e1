-- When what stands open was last told again, apart from when a rule told anything: news of other miners do not put off the next repeat.
ALTER TABLE alert_rules ADD COLUMN last_repeated_at timestamptz;
