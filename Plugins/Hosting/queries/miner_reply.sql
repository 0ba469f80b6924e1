SELECT received_at, reply FROM miner_replies WHERE miner_id = $1::bigint
