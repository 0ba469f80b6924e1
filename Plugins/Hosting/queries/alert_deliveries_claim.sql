-- Counts the attempt before it is made. If its maker dies it is due again in five minutes.
UPDATE alert_deliveries d SET attempts = d.attempts + 1, next_attempt_at = now() + interval '5 minutes'
FROM (
    SELECT w.id FROM alert_deliveries w
    WHERE w.tenant_id = (SELECT app.current_tenant()) AND w.state = 'waiting' AND w.next_attempt_at <= now()
    ORDER BY w.next_attempt_at
    LIMIT $1::bigint
) due
WHERE d.tenant_id = (SELECT app.current_tenant()) AND d.id = due.id
RETURNING d.id, d.rule_id, d.channel, d.target, d.subject, d.body, d.attempts
