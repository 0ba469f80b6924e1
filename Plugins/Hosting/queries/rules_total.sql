SELECT count(*) AS total FROM curtailment_rules r WHERE r.tenant_id = (SELECT app.current_tenant())
