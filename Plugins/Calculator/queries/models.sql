SELECT id, vendor, name, hashrate_ths, power_watts, efficiency_j_th, cooling, released FROM miner_models ORDER BY vendor, name, id
