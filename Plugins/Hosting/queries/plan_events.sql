-- A plan's history, the youngest first; that of a plan that was deleted stands apart.
SELECT t.happened_at, t.kind, t.from_state, t.to_state, t.member, t.detail, t.code, t.figures::jsonb AS values,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = t.member) AS member_name
FROM (
    SELECT e.revision, e.line, e.happened_at, e.kind, e.from_state, e.to_state, e.member, e.detail, e.code, e.figures
    FROM curtailment_plan_events e
    WHERE e.tenant_id = (SELECT app.current_tenant()) AND e.plan_id = $1::bigint
    UNION ALL
    SELECT d.revision, d.line, d.happened_at, d.kind, d.from_state, d.to_state, d.member, d.detail, d.code, d.figures
    FROM curtailment_deleted_plan_events d
    WHERE d.tenant_id = (SELECT app.current_tenant()) AND d.plan_id = $1::bigint
) t
ORDER BY t.revision DESC, t.line DESC
LIMIT 500
