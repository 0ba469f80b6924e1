-- A note on a miner, or on one of its tickets where $2 names it.
INSERT INTO miner_notes (tenant_id, miner_id, ticket_id, body, author)
SELECT m.tenant_id, m.id, t.id, $3::text, $4::text
FROM miners m
LEFT JOIN tickets t ON t.tenant_id = m.tenant_id AND t.miner_id = m.id AND t.id = $2::bigint
WHERE m.id = $1::bigint AND ($2::bigint IS NULL OR t.id IS NOT NULL)
RETURNING id
