-- The history of plans that were deleted before $1, some at a time.
DELETE FROM curtailment_deleted_plan_events
WHERE curtailment_deleted_plan_events.tenant_id = (SELECT app.current_tenant())
    AND (curtailment_deleted_plan_events.plan_id, curtailment_deleted_plan_events.revision, curtailment_deleted_plan_events.line) IN (
        SELECT e.plan_id, e.revision, e.line
        FROM curtailment_deleted_plan_events e
        WHERE e.tenant_id = (SELECT app.current_tenant()) AND e.happened_at < $1::timestamptz AND NOT EXISTS (
            SELECT FROM curtailment_deleted_plan_events l
            WHERE l.tenant_id = e.tenant_id AND l.plan_id = e.plan_id AND l.happened_at >= $1::timestamptz)
        ORDER BY e.plan_id, e.revision, e.line
        LIMIT $2::bigint)
