-- An answer that could not be used leaves the pools that are known.
INSERT INTO market_pools (source, asked_at, collected_at, blocks, hashrate_ehs, pools)
SELECT r.source, r.asked_at, r.collected_at, coalesce(r.blocks, 0), coalesce(r.hashrate_ehs, 0), coalesce(r.pools, '[]')
FROM jsonb_to_record($1::jsonb) AS r (
    source text, asked_at timestamptz, collected_at timestamptz, blocks bigint, hashrate_ehs float8, pools jsonb)
ON CONFLICT (tenant_id) DO UPDATE SET
    source = excluded.source, asked_at = excluded.asked_at, collected_at = excluded.collected_at,
    blocks = CASE WHEN $1::jsonb ? 'pools' THEN excluded.blocks ELSE market_pools.blocks END,
    hashrate_ehs = CASE WHEN $1::jsonb ? 'pools' THEN excluded.hashrate_ehs ELSE market_pools.hashrate_ehs END,
    pools = CASE WHEN $1::jsonb ? 'pools' THEN excluded.pools ELSE market_pools.pools END
