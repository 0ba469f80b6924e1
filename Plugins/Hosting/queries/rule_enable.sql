UPDATE curtailment_rules SET is_enabled = $2::boolean
WHERE curtailment_rules.tenant_id = app.current_tenant() AND curtailment_rules.id = $1::bigint
RETURNING id::text AS id, name, kind, is_enabled
