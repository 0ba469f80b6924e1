-- Only what nobody has approved yet is deleted; its history stays, with $2 as its last line, as JSON.
WITH gone AS (
    DELETE FROM curtailment_plans
    WHERE curtailment_plans.tenant_id = app.current_tenant() AND curtailment_plans.id = $1::bigint AND curtailment_plans.state = 'pending'
    RETURNING curtailment_plans.id, curtailment_plans.revision, curtailment_plans.name
), told AS (
    INSERT INTO curtailment_deleted_plan_events (plan_id, revision, line, happened_at, kind, from_state, to_state, member, detail, code, figures)
    SELECT e.plan_id, e.revision, e.line, e.happened_at, e.kind, e.from_state, e.to_state, e.member, e.detail, e.code, e.figures
    FROM gone g
    JOIN curtailment_plan_events e ON e.tenant_id = (SELECT app.current_tenant()) AND e.plan_id = g.id
    UNION ALL
    SELECT g.id, g.revision + 1, r.line, r.happened_at, r.kind, r.from_state, r.to_state, r.member, r.detail || g.name, r.code,
        jsonb_build_object('plan', g.name)::text
    FROM gone g
    CROSS JOIN jsonb_to_recordset($2::jsonb) AS r (
        line bigint, happened_at timestamptz, kind text, from_state text, to_state text, member text, detail text, code text)
)
SELECT g.id::text AS id FROM gone g
