UPDATE curtailment_rules SET name = $1::text, kind = $2::text, site_id = $3::bigint, terms = $4::text, conditions = $5::text
WHERE curtailment_rules.tenant_id = app.current_tenant() AND curtailment_rules.id = $6::bigint
    AND ($3::bigint IS NULL OR EXISTS (SELECT FROM sites si WHERE si.tenant_id = (SELECT app.current_tenant()) AND si.id = $3::bigint))
RETURNING id::text AS id, name, kind, is_enabled
