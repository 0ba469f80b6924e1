SELECT d.id::text AS id, d.rule_id::text AS rule_id, r.name AS rule, d.channel, d.target, d.subject, d.state, d.attempts, d.last_error,
    d.made_at, d.sent_at, CASE WHEN d.state = 'waiting' THEN d.next_attempt_at END AS next_attempt_at
FROM alert_deliveries d
LEFT JOIN alert_rules r ON r.tenant_id = d.tenant_id AND r.id = d.rule_id
WHERE d.tenant_id = (SELECT app.current_tenant())
ORDER BY d.made_at DESC, d.id
LIMIT $1::bigint OFFSET $2::bigint
