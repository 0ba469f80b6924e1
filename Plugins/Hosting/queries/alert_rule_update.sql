-- Whoever writes a rule has looked at its webhook.
UPDATE alert_rules a SET name = r.name, kind = r.kind, threshold = r.threshold, site_id = r.site_id, model_id = r.model_id,
    severity = r.severity, delay_seconds = r.delay_seconds, repeat_seconds = r.repeat_seconds, quiet_from_minute = r.quiet_from_minute,
    quiet_until_minute = r.quiet_until_minute, time_zone = r.time_zone, tells_recovery = r.tells_recovery, mail_to = r.mail_to,
    webhook_url = r.webhook_url, webhook_is_gone = false, language = r.language, is_enabled = r.is_enabled
FROM jsonb_to_record($2::jsonb) AS r (
    name text, kind text, threshold float8, site_id bigint, model_id text, severity text, delay_seconds bigint, repeat_seconds bigint,
    quiet_from_minute bigint, quiet_until_minute bigint, time_zone text, tells_recovery boolean, mail_to text, webhook_url text,
    language text, is_enabled boolean)
WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.id = $1::bigint
