SELECT r.id, r.kind, r.record_id, r.body_sha256, r.body_bytes, r.place, r.created_at, r.erased_at, r.pin_state, r.cid, i.state, i.problem, i.chain_id, i.transaction, i.block_number
FROM (
    SELECT x.tenant_id, x.id, x.kind, x.record_id, x.body_sha256, x.body_bytes, x.place, x.created_at, x.erased_at, x.pin_state, x.cid
    FROM records x
    WHERE x.tenant_id = app.current_tenant() AND ($1::text IS NULL OR x.kind = $1)
    ORDER BY x.created_at DESC, x.id LIMIT $2::bigint OFFSET $3::bigint
) r
LEFT JOIN LATERAL (
    SELECT * FROM (
        (SELECT 0 AS turn, v.state, v.problem, v.chain_id, v.transaction, v.block_number FROM intervals v
         WHERE v.tenant_id = r.tenant_id AND v.size > r.place AND v.state = 'finalized' ORDER BY v.size LIMIT 1)
        UNION ALL
        (SELECT 1, v.state, v.problem, v.chain_id, v.transaction, v.block_number FROM intervals v
         WHERE v.tenant_id = r.tenant_id AND v.size > r.place ORDER BY v.size LIMIT 1)
    ) found ORDER BY turn LIMIT 1
) i ON true
ORDER BY r.created_at DESC, r.id
