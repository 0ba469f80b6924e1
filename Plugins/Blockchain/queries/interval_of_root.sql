SELECT size, state, chain_id, transaction, block_number, block_hash, previous_link, manifest FROM intervals
WHERE tenant_id = app.current_tenant() AND interval_root = $1::bytea
