SELECT count(*) AS total FROM miner_models
