-- All of them or none: a client or site that does not exist leaves every miner out, and a model that is not in the catalogue one without figures.
-- So does an address at which a miner answers that is not offline.
-- Models and sites are named by id or name; only tenants and sites in sight are here, and row security checks the rest.
WITH wanted AS (
    SELECT r.client, r.serial_number, r.model, r.site, r.status, r.address, r.port,
        r.nameplate_hashrate_ths, r.nameplate_power_watts
    FROM jsonb_to_recordset($1::jsonb) AS r (
        client text, serial_number text, model text, site text, status text, address text, port bigint,
        nameplate_hashrate_ths float8, nameplate_power_watts float8)
), resolved AS (
    SELECT tn.tenant_id, w.serial_number, mo.id AS model_id, si.tenant_id AS site_tenant_id, si.id AS site_id, w.status, w.address, w.port,
        CASE WHEN mo.id IS NULL THEN w.model END AS model_name, w.nameplate_hashrate_ths, w.nameplate_power_watts
    FROM wanted w
    JOIN app.tenant_names tn ON tn.id = w.client
    LEFT JOIN (
        SELECT x.spelling, min(x.id) AS id
        FROM (SELECT id, lower(id) AS spelling FROM miner_models UNION SELECT id, lower(name) FROM miner_models) x
        GROUP BY x.spelling
    ) mo ON mo.spelling = lower(w.model)
    LEFT JOIN (
        SELECT x.tenant_id, x.id, x.id::text AS spelling FROM sites x UNION SELECT x.tenant_id, x.id, x.name FROM sites x
    ) si ON si.spelling = w.site
    WHERE (w.site IS NULL OR si.id IS NOT NULL)
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
