-- A plan's history, the youngest first; that of a plan that was deleted stands apart. Of orders and what became of them, of which a long plan
-- has very many, the last 500: whatever else happened is not crowded out by them. `plan_events_total` says how many lines there are.
SELECT n.happened_at, n.kind, n.from_state, n.to_state, n.member, n.detail, n.code, n.figures::jsonb AS values,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = n.member) AS member_name
FROM (
    SELECT t.*, row_number() OVER (PARTITION BY t.kind IN ('orders', 'results') ORDER BY t.revision DESC, t.line DESC) AS place
    FROM (
        SELECT e.revision, e.line, e.happened_at, e.kind, e.from_state, e.to_state, e.member, e.detail, e.code, e.figures
        FROM curtailment_plan_events e
        WHERE e.tenant_id = (SELECT app.current_tenant()) AND e.plan_id = $1::bigint
        UNION ALL
        SELECT d.revision, d.line, d.happened_at, d.kind, d.from_state, d.to_state, d.member, d.detail, d.code, d.figures
        FROM curtailment_deleted_plan_events d
        WHERE d.tenant_id = (SELECT app.current_tenant()) AND d.plan_id = $1::bigint
    ) t
) n
WHERE n.kind NOT IN ('orders', 'results') OR n.place <= 500
ORDER BY n.revision DESC, n.line DESC
LIMIT 9000
