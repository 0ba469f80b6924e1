INSERT INTO alert_rules (
    name, kind, threshold, site_id, model_id, severity, delay_seconds, repeat_seconds, quiet_from_minute, quiet_until_minute, time_zone,
    tells_recovery, mail_to, webhook_url, language, is_enabled)
SELECT r.name, r.kind, r.threshold, r.site_id, r.model_id, r.severity, r.delay_seconds, r.repeat_seconds, r.quiet_from_minute,
    r.quiet_until_minute, r.time_zone,
    r.tells_recovery, r.mail_to, r.webhook_url, r.language, r.is_enabled
FROM jsonb_to_record($1::jsonb) AS r (
    name text, kind text, threshold float8, site_id bigint, model_id text, severity text, delay_seconds bigint, repeat_seconds bigint,
    quiet_from_minute bigint, quiet_until_minute bigint, time_zone text, tells_recovery boolean, mail_to text, webhook_url text,
    language text, is_enabled boolean)
RETURNING id
