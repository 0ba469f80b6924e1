DELETE FROM curtailment_rules WHERE curtailment_rules.tenant_id = app.current_tenant() AND curtailment_rules.id = $1::bigint
RETURNING id::text AS id, name
