-- Addresses that keep new miners from being written: a miner that is not offline answers there, or the request gives one twice.
SELECT w.address, w.port, min(w.serial_number) AS serial_number, min(m.serial_number) AS other, count(*) OVER () AS total
FROM jsonb_to_recordset($1::jsonb) AS w (serial_number text, status text, address text, port bigint)
LEFT JOIN miners m ON m.address = w.address AND m.port = w.port AND m.status <> 'offline'
WHERE w.status <> 'offline'
GROUP BY w.address, w.port
HAVING count(m.id) > 0 OR count(*) > 1
ORDER BY w.address, w.port
LIMIT 3
