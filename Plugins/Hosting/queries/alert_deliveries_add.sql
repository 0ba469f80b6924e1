INSERT INTO alert_deliveries (rule_id, channel, target, subject, body)
SELECT r.rule_id, r.channel, r.target, r.subject, r.body
FROM jsonb_to_recordset($1::jsonb) AS r (rule_id bigint, channel text, target text, subject text, body text)
