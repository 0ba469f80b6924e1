-- What keeps rows of a table from being imported: a reference that leads nowhere, or a serial number that its client has.
WITH wanted AS (
    SELECT r.line, r.client, r.serial_number, lower(r.model) AS model, r.site
    FROM jsonb_to_recordset($1::jsonb) AS r (line bigint, client text, serial_number text, model text, site text)
), spellings AS (
    SELECT s.spelling, count(*) AS sites
    FROM (SELECT x.id, x.id::text AS spelling FROM sites x UNION SELECT x.id, x.name FROM sites x) s
    GROUP BY s.spelling
), models AS (
    SELECT lower(x.id) AS spelling FROM miner_models x UNION SELECT lower(x.name) FROM miner_models x
)
SELECT t.line, t.trouble
FROM (
    SELECT w.line, 'client' AS trouble FROM wanted w WHERE w.client NOT IN (SELECT tn.id FROM app.tenant_names tn)
    UNION ALL
    SELECT w.line, 'model' FROM wanted w WHERE w.model NOT IN (SELECT mo.spelling FROM models mo)
    UNION ALL
    SELECT w.line, CASE WHEN s.sites IS NULL THEN 'site' ELSE 'several_sites' END
    FROM wanted w LEFT JOIN spellings s ON s.spelling = w.site
    WHERE w.site IS NOT NULL AND coalesce(s.sites, 0) <> 1
    UNION ALL
    SELECT w.line, 'taken' FROM wanted w
    JOIN app.tenant_names tn ON tn.id = w.client
    JOIN miners m ON m.tenant_id = tn.tenant_id AND m.serial_number = w.serial_number
) t
ORDER BY t.line, t.trouble
LIMIT 20000
