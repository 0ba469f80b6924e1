INSERT INTO warranties (tenant_id, miner_id, vendor, warranty_until, rma_number, state, sent_on, ended_on, author)
SELECT m.tenant_id, m.id, $2::text, $3::text::date, coalesce($4::text, ''), $5::text, $6::text::date, $7::text::date, $8::text
FROM miners m WHERE m.id = $1::bigint
RETURNING id
