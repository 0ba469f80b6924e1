SELECT (
        SELECT count(*) FROM curtailment_plan_events e WHERE e.tenant_id = (SELECT app.current_tenant()) AND e.plan_id = $1::bigint
    ) + (
        SELECT count(*) FROM curtailment_deleted_plan_events d
        WHERE d.tenant_id = (SELECT app.current_tenant()) AND d.plan_id = $1::bigint
    ) AS total
