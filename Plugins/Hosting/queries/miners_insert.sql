-- All of them or none: a client or site that does not exist leaves every miner out, and a model that is not in the catalogue one without figures.
-- So does an address at which two would answer, of those that are not offline.
-- Who a miner is for is named by the tenant's id; only tenants in sight have one here, and row security checks the rest.
WITH wanted AS (
    SELECT r.client, r.serial_number, r.model, r.site_id, r.status, r.address, r.port,
        r.nameplate_hashrate_ths, r.nameplate_power_watts
    FROM jsonb_to_recordset($1::jsonb) AS r (
        client text, serial_number text, model text, site_id bigint, status text, address text, port bigint,
        nameplate_hashrate_ths float8, nameplate_power_watts float8)
), resolved AS (
    SELECT tn.tenant_id, w.serial_number, mo.id AS model_id, si.tenant_id AS site_tenant_id, si.id AS site_id, w.status, w.address, w.port,
        CASE WHEN mo.id IS NULL THEN w.model END AS model_name, w.nameplate_hashrate_ths, w.nameplate_power_watts
    FROM wanted w
    JOIN app.tenant_names tn ON tn.id = w.client
    LEFT JOIN (SELECT x.id, x.id AS spelling FROM miner_models x UNION SELECT min(x.id), x.name FROM miner_models x GROUP BY x.name) mo
        ON mo.spelling = w.model
    LEFT JOIN sites si ON si.id = w.site_id
    WHERE (w.site_id IS NULL OR si.id IS NOT NULL)
        AND (mo.id IS NOT NULL OR w.nameplate_hashrate_ths IS NOT NULL AND w.nameplate_power_watts IS NOT NULL)
)
INSERT INTO miners (tenant_id, serial_number, model_id, site_tenant_id, site_id, status, address, port, model_name, nameplate_hashrate_ths,
    nameplate_power_watts)
SELECT r.tenant_id, r.serial_number, r.model_id, r.site_tenant_id, r.site_id, r.status, r.address, r.port, r.model_name,
    r.nameplate_hashrate_ths, r.nameplate_power_watts
FROM resolved r
WHERE (SELECT count(*) FROM resolved) = (SELECT count(*) FROM wanted)
    AND NOT EXISTS (
        SELECT FROM resolved x JOIN miners m ON m.address = x.address AND m.port = x.port WHERE x.status <> 'offline' AND m.status <> 'offline')
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.status <> 'offline' GROUP BY w.address, w.port HAVING count(*) > 1)
RETURNING id::text AS id, serial_number
