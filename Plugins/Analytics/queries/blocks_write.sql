-- An answer that could not be used leaves the blocks that are known.
INSERT INTO market_blocks (source, asked_at, collected_at, blocks)
SELECT r.source, r.asked_at, r.collected_at, coalesce(r.blocks, '[]')
FROM jsonb_to_record($1::jsonb) AS r (source text, asked_at timestamptz, collected_at timestamptz, blocks jsonb)
ON CONFLICT (tenant_id) DO UPDATE SET
    source = excluded.source, asked_at = excluded.asked_at, collected_at = excluded.collected_at,
    blocks = CASE WHEN $1::jsonb ? 'blocks' THEN excluded.blocks ELSE market_blocks.blocks END
