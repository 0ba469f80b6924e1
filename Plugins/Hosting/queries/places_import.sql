-- Where imported miners stand; those that were not written have no row to join.
INSERT INTO miner_places (tenant_id, miner_id, rack, row_number, position)
SELECT m.tenant_id, m.id, w.rack, w.row_number, w.position
FROM jsonb_to_recordset($1::jsonb) AS w (client text, serial_number text, rack text, row_number bigint, position bigint)
JOIN app.tenant_names tn ON tn.id = w.client
JOIN miners m ON m.tenant_id = tn.tenant_id AND m.serial_number = w.serial_number
WHERE w.rack IS NOT NULL
