-- Miners in sight that showed that their firmware cannot be put to sleep.
INSERT INTO sleepless_miners (tenant_id, miner_id, firmware, detail, code, figures, learned_at)
SELECT m.tenant_id, m.id, coalesce(r.firmware, s.firmware), left(r.detail, 500), r.code, r.figures, now()
FROM jsonb_to_recordset($1::jsonb) AS r (miner_id bigint, firmware text, detail text, code text, figures text)
JOIN miners m ON m.id = r.miner_id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
-- Of a miner that never told its firmware nothing can be learnt that would be forgotten in time.
WHERE coalesce(r.firmware, s.firmware) IS NOT NULL
ORDER BY m.tenant_id, m.id
ON CONFLICT (tenant_id, miner_id) DO UPDATE SET firmware = excluded.firmware, detail = excluded.detail, code = excluded.code, figures = excluded.figures,
    learned_at = excluded.learned_at
