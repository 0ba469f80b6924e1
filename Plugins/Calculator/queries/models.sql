-- All models, each with the mark of the catalogue that it was read with, as `models_mark` tells it.
SELECT m.id, m.vendor, m.name, m.hashrate_ths, m.power_watts, m.efficiency_j_th, m.cooling, m.released,
    (SELECT md5(string_agg(concat_ws('|', x.id, x.vendor, x.name, x.hashrate_ths, x.power_watts, x.efficiency_j_th, x.cooling, x.released), ';' ORDER BY x.id))
    FROM miner_models x) AS mark
FROM miner_models m
ORDER BY m.vendor, m.name, m.id
