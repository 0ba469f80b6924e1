SELECT r.id, r.name, r.kind, r.threshold, r.site_id, si.name AS site, r.model_id, mo.name AS model, r.severity, r.delay_seconds,
    r.repeat_seconds, r.quiet_from_minute, r.quiet_until_minute, r.time_zone, r.tells_recovery, r.mail_to, r.webhook_url,
    r.webhook_is_gone, r.language, r.is_enabled, r.last_notified_at,
    (SELECT count(*) FROM alerts a WHERE a.tenant_id = r.tenant_id AND a.rule_id = r.id AND a.resolved_at IS NULL
        AND a.opened_at IS NOT NULL) AS open_alerts
FROM alert_rules r
LEFT JOIN sites si ON si.id = r.site_id
LEFT JOIN miner_models mo ON mo.id = r.model_id
WHERE r.tenant_id = (SELECT app.current_tenant()) AND ($1::bigint IS NULL OR r.id = $1)
ORDER BY r.name
LIMIT 100
