INSERT INTO anomaly_counters (miner_id, accepted_shares, rejected_shares, usual_pool)
SELECT r.miner_id, r.accepted_shares, r.rejected_shares, r.usual_pool
FROM jsonb_to_recordset($1::jsonb) AS r (miner_id bigint, accepted_shares bigint, rejected_shares bigint, usual_pool text)
ON CONFLICT (tenant_id, miner_id) DO UPDATE SET
    accepted_shares = excluded.accepted_shares, rejected_shares = excluded.rejected_shares, usual_pool = excluded.usual_pool
