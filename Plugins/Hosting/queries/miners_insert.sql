-- All of them or none: a client, model or site that does not exist leaves every miner out.
-- So does an address at which two would answer, of those that are not offline.
-- Who a miner is for is named by the tenant's id; only tenants in sight have one here, and row security checks the rest.
WITH wanted AS (
    SELECT r.client, r.serial_number, r.model, r.site_id, r.status, r.address, r.port
    FROM jsonb_to_recordset($1::jsonb) AS r (
        client text, serial_number text, model text, site_id bigint, status text, address text, port bigint)
), resolved AS (
    SELECT tn.tenant_id, w.serial_number, mo.id AS model_id, si.tenant_id AS site_tenant_id, si.id AS site_id, w.status, w.address, w.port
    FROM wanted w
    JOIN app.tenant_names tn ON tn.id = w.client
    JOIN (SELECT x.id, x.id AS spelling FROM miner_models x UNION SELECT min(x.id), x.name FROM miner_models x GROUP BY x.name) mo
        ON mo.spelling = w.model
    LEFT JOIN sites si ON si.id = w.site_id
    WHERE w.site_id IS NULL OR si.id IS NOT NULL
)
INSERT INTO miners (tenant_id, serial_number, model_id, site_tenant_id, site_id, status, address, port)
SELECT r.tenant_id, r.serial_number, r.model_id, r.site_tenant_id, r.site_id, r.status, r.address, r.port
FROM resolved r
WHERE (SELECT count(*) FROM resolved) = (SELECT count(*) FROM wanted)
    AND NOT EXISTS (
        SELECT FROM resolved x JOIN miners m ON m.address = x.address AND m.port = x.port WHERE x.status <> 'offline' AND m.status <> 'offline')
    AND NOT EXISTS (SELECT FROM wanted w WHERE w.status <> 'offline' GROUP BY w.address, w.port HAVING count(*) > 1)
RETURNING id::text AS id, serial_number
