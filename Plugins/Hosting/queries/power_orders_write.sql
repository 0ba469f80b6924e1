-- What miners in sight were told of their rest and may have heard. An order that found no work mode leaves the one that is known.
INSERT INTO power_orders (tenant_id, miner_id, sleeps, ordered_at, work_mode)
SELECT m.tenant_id, m.id, r.sleeps, now(), r.work_mode
FROM jsonb_to_recordset($1::jsonb) AS r (miner_id bigint, sleeps boolean, work_mode text)
JOIN miners m ON m.id = r.miner_id
ORDER BY m.tenant_id, m.id
ON CONFLICT (tenant_id, miner_id) DO UPDATE SET sleeps = excluded.sleeps, ordered_at = excluded.ordered_at,
    work_mode = coalesce(excluded.work_mode, power_orders.work_mode)
