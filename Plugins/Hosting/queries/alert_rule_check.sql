-- A time zone that does not exist is an error of its own (22023).
SELECT $1::bigint IS NULL OR EXISTS (SELECT 1 FROM sites si WHERE si.id = $1) AS has_site,
    $2::text IS NULL OR EXISTS (SELECT 1 FROM miner_models mo WHERE mo.id = $2) AS has_model,
    (now() AT TIME ZONE $3::text)::text AS local_time,
    (SELECT count(*) FROM alert_rules r WHERE r.tenant_id = (SELECT app.current_tenant())) AS rules
LIMIT 1
