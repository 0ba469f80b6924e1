SELECT r.id, r.name, r.kind, r.site_id, r.terms::jsonb AS terms, r.conditions::jsonb AS conditions
FROM curtailment_rules r
WHERE r.tenant_id = (SELECT app.current_tenant()) AND r.is_enabled
ORDER BY r.id
LIMIT 200
