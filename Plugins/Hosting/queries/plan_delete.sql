DELETE FROM curtailment_plans
WHERE curtailment_plans.tenant_id = app.current_tenant() AND curtailment_plans.id = $1::bigint AND curtailment_plans.state = 'pending'
