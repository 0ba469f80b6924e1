-- Sums go when the roll-ups that they are made of go.
DELETE FROM fleet_sums
WHERE fleet_sums.tenant_id = (SELECT app.current_tenant()) AND fleet_sums.bucket < now() - CASE fleet_sums.step_seconds
    WHEN 300 THEN interval '90 days' WHEN 3600 THEN interval '730 days' ELSE interval '3650 days' END
