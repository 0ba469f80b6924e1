-- The tenant's own: a provider sees its clients' rules too, but each tenant evaluates what is its own.
SELECT r.id, r.name, r.kind, r.threshold, r.site_id, r.model_id, r.severity, r.delay_seconds, r.repeat_seconds, r.quiet_from_minute,
    r.quiet_until_minute, (extract(hour FROM l.local) * 60 + extract(minute FROM l.local))::bigint AS local_minute, r.tells_recovery,
    r.mail_to, r.webhook_url, r.webhook_is_gone, r.language, r.last_notified_at, r.last_repeated_at
FROM alert_rules r
CROSS JOIN LATERAL (SELECT now() AT TIME ZONE r.time_zone AS local) l
WHERE r.tenant_id = (SELECT app.current_tenant()) AND r.is_enabled
ORDER BY r.id
LIMIT 100
