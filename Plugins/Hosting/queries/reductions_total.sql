SELECT count(DISTINCT r.plan_id) AS total FROM curtailment_reductions r WHERE r.tenant_id = (SELECT app.current_tenant())
