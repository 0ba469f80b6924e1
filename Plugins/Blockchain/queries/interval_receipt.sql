UPDATE intervals SET state = $2::text, problem = NULL, leaf_index = $3::bigint, leaf_count = $4::bigint, path = $5::bytea, interval_root = $6::bytea,
    stream = $7::bytea, previous_link = $8::bytea, manifest = $9::bytea, sequence = $10::bigint, chain_id = $11::bigint, contract = $12::bytea,
    notary = $13::bytea, transaction = $14::bytea, block_number = $15::bigint, block_hash = $16::bytea, changed_at = now()
WHERE tenant_id = app.current_tenant() AND size = $1::bigint AND state <> 'finalized'
