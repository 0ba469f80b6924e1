INSERT INTO maintenance_windows (site_id, from_at, until_at, reason, author)
SELECT si.id, $1::timestamptz, $2::timestamptz, $3::text, $4::text
FROM sites si WHERE si.id = $5::bigint AND si.tenant_id = (SELECT app.current_tenant())
