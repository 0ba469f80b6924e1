SELECT r.id::text AS id, r.name, r.kind, r.site_id::text AS site_id, si.name AS site,
    coalesce(si.market, r.terms::jsonb ->> 'market', '') AS market, r.is_enabled, r.evaluated_at, r.verdict, r.verdict_code, r.verdict_values::jsonb AS verdict_values,
    r.conditions::jsonb AS conditions, r.terms::jsonb AS terms, r.created_by, r.created_at,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = r.created_by) AS created_by_name
FROM curtailment_rules r
LEFT JOIN sites si ON si.tenant_id = r.tenant_id AND si.id = r.site_id
WHERE r.tenant_id = (SELECT app.current_tenant())
ORDER BY r.name, r.id
LIMIT $1::bigint OFFSET $2::bigint
