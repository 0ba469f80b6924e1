-- What tells this catalogue from another one.
SELECT md5(string_agg(concat_ws('|', x.id, x.vendor, x.name, x.hashrate_ths, x.power_watts, x.efficiency_j_th, x.cooling, x.released), ';' ORDER BY x.id)) AS mark
FROM miner_models x
