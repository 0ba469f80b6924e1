-- The history of plans that ended before $1, some at a time.
DELETE FROM curtailment_plan_events
WHERE curtailment_plan_events.tenant_id = (SELECT app.current_tenant())
    AND (curtailment_plan_events.plan_id, curtailment_plan_events.revision, curtailment_plan_events.line) IN (
        SELECT e.plan_id, e.revision, e.line
        FROM curtailment_plans p
        JOIN curtailment_plan_events e ON e.tenant_id = p.tenant_id AND e.plan_id = p.id
        WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.ended_at < $1::timestamptz
        ORDER BY e.plan_id, e.revision, e.line
        LIMIT $2::bigint)
