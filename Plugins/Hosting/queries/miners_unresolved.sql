-- What of wanted miners names no client, model or site in sight: the first of them, for whoever asked.
SELECT u.serial_number, u.field, CASE u.field WHEN 'client' THEN u.client WHEN 'model' THEN u.model ELSE u.site_id::text END AS value
FROM (
    SELECT w.serial_number, w.client, w.model, w.site_id,
        CASE
            WHEN w.client IS NOT NULL AND NOT EXISTS (SELECT 1 FROM app.tenant_names tn WHERE tn.id = w.client) THEN 'client'
            WHEN w.model IS NOT NULL AND (w.nameplate_hashrate_ths IS NULL OR w.nameplate_power_watts IS NULL)
                AND NOT EXISTS (SELECT 1 FROM miner_models mo WHERE mo.id = w.model OR mo.name = w.model) THEN 'model'
            WHEN w.site_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sites si WHERE si.id = w.site_id) THEN 'site_id'
        END AS field
    FROM jsonb_to_recordset($1::jsonb) AS w (
        client text, serial_number text, model text, site_id bigint, nameplate_hashrate_ths float8, nameplate_power_watts float8)
) u
WHERE u.field IS NOT NULL
LIMIT 1
