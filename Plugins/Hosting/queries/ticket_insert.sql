-- A ticket belongs to the miner's tenant, so that the client and its provider both see it.
INSERT INTO tickets (tenant_id, miner_id, title, body, author)
SELECT m.tenant_id, m.id, $2::text, $3::text, $4::text FROM miners m WHERE m.id = $1::bigint
RETURNING id
