-- Records as a table, page by page in the order of their ids; the filters are those of warranties_page.
SELECT w.id, m.serial_number, tn.id AS client, w.vendor, w.warranty_until::text AS warranty_until, w.rma_number, w.state,
    w.sent_on::text AS sent_on, w.ended_on::text AS ended_on
FROM warranties w
JOIN miners m ON m.tenant_id = w.tenant_id AND m.id = w.miner_id
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
WHERE w.id > $4::bigint
    AND ($1::text IS NULL OR w.state = $1)
    AND ($2::bigint IS NULL OR w.warranty_until BETWEEN current_date AND current_date + $2::bigint::int)
    AND ($3::text IS NULL OR strpos(lower(m.serial_number), lower($3)) > 0 OR strpos(lower(w.vendor), lower($3)) > 0
        OR strpos(lower(w.rma_number), lower($3)) > 0 OR strpos(lower(tn.name), lower($3)) > 0)
ORDER BY w.id
LIMIT $5::bigint
