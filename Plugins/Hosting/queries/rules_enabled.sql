-- Page by page in the order of their numbers: older tenants may have more rules than one may make now, and all of them are looked at.
SELECT r.id, r.name, r.kind, r.site_id, r.terms::jsonb AS terms, r.conditions::jsonb AS conditions,
    coalesce(si.market, r.terms::jsonb ->> 'market', '') AS market,
    EXISTS (SELECT FROM sites o WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.market <> '') AS has_markets
FROM curtailment_rules r
LEFT JOIN sites si ON si.tenant_id = r.tenant_id AND si.id = r.site_id
WHERE r.tenant_id = (SELECT app.current_tenant()) AND r.is_enabled AND r.id > $1::bigint
ORDER BY r.id
LIMIT $2::bigint
