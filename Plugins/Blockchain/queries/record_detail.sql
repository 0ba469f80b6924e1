-- One record with the first interval that holds it, one that is final before all others: an earlier one may never be; $1: its id.
SELECT r.id, r.kind, r.record_id, r.body_sha256, r.salt, r.body_bytes, r.leaf, r.place, r.created_at, r.erased_at, r.pin_state, r.cid,
    r.pins::text AS pins, r.pin_problem, i.size, i.root, i.salt AS tree_salt,
    i.state, i.problem, i.leaf_index, i.leaf_count, i.path, i.interval_root, i.stream, i.previous_link, i.manifest, i.sequence, i.chain_id,
    i.contract, i.notary, i.transaction, i.block_number, i.block_hash, i.changed_at
FROM records r
LEFT JOIN LATERAL (
    SELECT * FROM (
        (SELECT 0 AS turn, v.* FROM intervals v
         WHERE v.tenant_id = r.tenant_id AND v.size > r.place AND v.state = 'finalized' ORDER BY v.size LIMIT 1)
        UNION ALL
        (SELECT 1, v.* FROM intervals v WHERE v.tenant_id = r.tenant_id AND v.size > r.place ORDER BY v.size LIMIT 1)
    ) found ORDER BY turn LIMIT 1
) i ON true
WHERE r.tenant_id = app.current_tenant() AND r.id = $1::bigint
