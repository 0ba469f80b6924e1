-- The newest bucket of the fleet's sums, by step.
SELECT s.step_seconds, max(s.bucket) AS bucket
FROM fleet_sums s
WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.site_id = 0
GROUP BY s.step_seconds
