-- What keeps rows of a table from being imported: a reference that leads nowhere, a serial number that its client
-- has, an address at which another miner answers: of those in sight, and not of those that are offline.
WITH wanted AS (
    SELECT r.line, r.client, r.serial_number, lower(r.model) AS model, r.site, r.status, r.address, r.port,
        r.nameplate_hashrate_ths IS NOT NULL AND r.nameplate_power_watts IS NOT NULL AS has_nameplate
    FROM jsonb_to_recordset($1::jsonb) AS r (
        line bigint, client text, serial_number text, model text, site text, status text, address text, port bigint,
        nameplate_hashrate_ths float8, nameplate_power_watts float8)
), spellings AS (
    SELECT s.spelling, count(*) AS sites
    FROM (SELECT x.id, x.id::text AS spelling FROM sites x UNION SELECT x.id, x.name FROM sites x) s
    GROUP BY s.spelling
), models AS (
    SELECT lower(x.id) AS spelling FROM miner_models x UNION SELECT lower(x.name) FROM miner_models x
)
SELECT t.line, t.trouble, t.other
FROM (
    SELECT w.line, 'client' AS trouble, NULL::text AS other FROM wanted w WHERE w.client NOT IN (SELECT tn.id FROM app.tenant_names tn)
    UNION ALL
    SELECT w.line, 'model', NULL FROM wanted w WHERE NOT w.has_nameplate AND w.model NOT IN (SELECT mo.spelling FROM models mo)
    UNION ALL
    SELECT w.line, CASE WHEN s.sites IS NULL THEN 'site' ELSE 'several_sites' END, NULL
    FROM wanted w LEFT JOIN spellings s ON s.spelling = w.site
    WHERE w.site IS NOT NULL AND coalesce(s.sites, 0) <> 1
    UNION ALL
    SELECT w.line, 'taken', NULL FROM wanted w
    JOIN app.tenant_names tn ON tn.id = w.client
    JOIN miners m ON m.tenant_id = tn.tenant_id AND m.serial_number = w.serial_number
    UNION ALL
    SELECT w.line, 'address', min(m.serial_number) FROM wanted w
    JOIN miners m ON m.address = w.address AND m.port = w.port
    LEFT JOIN app.tenant_names tn ON tn.id = w.client
    WHERE w.status <> 'offline' AND m.status <> 'offline'
        -- Its own row says that it is taken.
        AND NOT coalesce(m.tenant_id = tn.tenant_id AND m.serial_number = w.serial_number, false)
    GROUP BY w.line
) t
ORDER BY t.line, t.trouble
LIMIT 20000
