-- Who takes an order to rest or wake can sleep after all.
DELETE FROM sleepless_miners
WHERE sleepless_miners.miner_id IN (SELECT r.miner_id FROM jsonb_to_recordset($1::jsonb) AS r (miner_id bigint))
