-- One of the tenant's own sites, and what refers to it.
SELECT si.id::text AS id, si.name, si.location, si.capacity_mw, si.market,
    (SELECT count(*) FROM miners m WHERE m.site_tenant_id = si.tenant_id AND m.site_id = si.id) AS miners,
    (SELECT count(*) FROM maintenance_windows w
        WHERE w.tenant_id = si.tenant_id AND w.site_id = si.id AND w.until_at > now()) AS windows,
    (SELECT count(*) FROM curtailment_rules r WHERE r.tenant_id = si.tenant_id AND r.site_id = si.id)
        + (SELECT count(*) FROM alert_rules a WHERE a.tenant_id = si.tenant_id AND a.site_id = si.id) AS rules,
    (SELECT count(*) FROM curtailment_plans p WHERE p.tenant_id = si.tenant_id AND p.site_id = si.id) AS plans
FROM sites si
WHERE si.tenant_id = (SELECT app.current_tenant()) AND si.id = $1::bigint
LIMIT 1
