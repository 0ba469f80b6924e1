INSERT INTO miner_replies (miner_id, received_at, reply)
SELECT r.miner_id, r.received_at, r.reply
FROM jsonb_to_recordset($1::jsonb) AS r (miner_id bigint, received_at timestamptz, reply text)
JOIN miners m ON m.tenant_id = (SELECT app.current_tenant()) AND m.id = r.miner_id
ON CONFLICT (tenant_id, miner_id) DO UPDATE SET received_at = excluded.received_at, reply = excluded.reply
