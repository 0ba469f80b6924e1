INSERT INTO miner_places (tenant_id, miner_id, rack, row_number, position)
SELECT m.tenant_id, m.id, $2::text, $3::bigint, $4::bigint FROM miners m WHERE m.id = $1::bigint
ON CONFLICT (tenant_id, miner_id) DO UPDATE SET rack = excluded.rack, row_number = excluded.row_number, position = excluded.position
