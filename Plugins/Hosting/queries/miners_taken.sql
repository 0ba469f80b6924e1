-- Serial numbers that keep new miners from being written: the client has one already, or the request gives one twice.
SELECT w.client, w.serial_number, count(m.id) > 0 AS is_there, count(*) OVER () AS total
FROM jsonb_to_recordset($1::jsonb) AS w (client text, serial_number text)
JOIN app.tenant_names tn ON tn.id = w.client
LEFT JOIN miners m ON m.tenant_id = tn.tenant_id AND m.serial_number = w.serial_number
GROUP BY w.client, w.serial_number
HAVING count(m.id) > 0 OR count(*) > 1
ORDER BY w.client, w.serial_number
LIMIT 3
