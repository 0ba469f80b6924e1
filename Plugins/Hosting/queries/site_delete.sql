-- Only a site that nobody refers to; maintenance windows that are over go with it.
DELETE FROM sites
WHERE sites.tenant_id = app.current_tenant() AND sites.id = $1::bigint
    AND NOT EXISTS (
        SELECT FROM miners m WHERE m.site_tenant_id = sites.tenant_id AND m.site_id = sites.id)
    AND NOT EXISTS (
        SELECT FROM maintenance_windows w
        WHERE w.tenant_id = sites.tenant_id AND w.site_id = sites.id AND w.until_at > now())
    AND NOT EXISTS (
        SELECT FROM curtailment_rules r WHERE r.tenant_id = sites.tenant_id AND r.site_id = sites.id)
    AND NOT EXISTS (
        SELECT FROM curtailment_plans p WHERE p.tenant_id = sites.tenant_id AND p.site_id = sites.id)
    AND NOT EXISTS (
        SELECT FROM alert_rules a WHERE a.tenant_id = sites.tenant_id AND a.site_id = sites.id)
