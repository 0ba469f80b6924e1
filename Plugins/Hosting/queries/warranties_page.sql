-- Of one miner, or of all; $2 narrows to one record, $3 to a state of the claim, $4 to warranties that end within so many days, the next to end
-- first, $5 to what is searched for.
SELECT w.id::text AS id, w.miner_id::text AS miner_id, m.serial_number, tn.id AS client, tn.name AS client_name, w.vendor,
    w.warranty_until::text AS warranty_until, w.rma_number, w.state, w.sent_on::text AS sent_on, w.ended_on::text AS ended_on, w.author,
    w.created_at, w.changed_at, coalesce(w.warranty_until >= current_date, false) AS is_covered,
    w.author_tenant_id = (SELECT app.current_tenant()) AS is_own,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = w.author) AS author_name, count(*) OVER () AS total
FROM warranties w
JOIN miners m ON m.tenant_id = w.tenant_id AND m.id = w.miner_id
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
WHERE ($1::bigint IS NULL OR w.miner_id = $1) AND ($2::bigint IS NULL OR w.id = $2)
    AND ($3::text IS NULL OR w.state = $3)
    AND ($4::bigint IS NULL OR w.warranty_until BETWEEN current_date AND current_date + $4::bigint::int)
    AND ($5::text IS NULL OR strpos(lower(m.serial_number), lower($5)) > 0 OR strpos(lower(w.vendor), lower($5)) > 0
        OR strpos(lower(w.rma_number), lower($5)) > 0 OR strpos(lower(tn.name), lower($5)) > 0)
ORDER BY CASE WHEN $4::bigint IS NULL THEN NULL ELSE w.warranty_until END, w.created_at DESC, w.id
LIMIT $6::bigint OFFSET $7::bigint
