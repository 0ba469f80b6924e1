SELECT p.day, p.expected_at, p.median, p.low80, p.high80, p.low95, p.high95
FROM forecast_points p
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.series = $1::text AND p.day <= $2::bigint
ORDER BY p.day
