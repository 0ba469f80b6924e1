DELETE FROM miner_places WHERE miner_places.miner_id = $1::bigint
