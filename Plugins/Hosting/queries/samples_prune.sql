-- The course of plans that ended before $1, some at a time; what they delivered stands with the plan and its miners.
DELETE FROM curtailment_samples
WHERE curtailment_samples.tenant_id = (SELECT app.current_tenant()) AND (curtailment_samples.plan_id, curtailment_samples.recorded_at) IN (
    SELECT s.plan_id, s.recorded_at
    FROM curtailment_plans p
    JOIN curtailment_samples s ON s.tenant_id = p.tenant_id AND s.plan_id = p.id
    WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.ended_at < $1::timestamptz
    ORDER BY s.plan_id, s.recorded_at
    LIMIT $2::bigint)
