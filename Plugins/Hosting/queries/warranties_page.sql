-- Of one miner, or of all; $2 narrows to a state of the claim, $3 to one record.
SELECT w.id::text AS id, w.miner_id::text AS miner_id, m.serial_number, w.vendor, w.warranty_until::text AS warranty_until, w.rma_number, w.state,
    w.sent_on::text AS sent_on, w.ended_on::text AS ended_on, w.author, w.created_at, w.changed_at,
    coalesce(w.warranty_until >= current_date, false) AS is_covered, w.author_tenant_id = (SELECT app.current_tenant()) AS is_own,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = w.author) AS author_name, count(*) OVER () AS total
FROM warranties w
JOIN miners m ON m.tenant_id = w.tenant_id AND m.id = w.miner_id
WHERE ($1::bigint IS NULL OR w.miner_id = $1) AND ($2::text IS NULL OR w.state = $2) AND ($3::bigint IS NULL OR w.id = $3)
ORDER BY w.created_at DESC, w.id
LIMIT $4::bigint OFFSET $5::bigint
