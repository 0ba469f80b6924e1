-- $14 is the first line of its history, as JSON.
WITH made AS (
    INSERT INTO curtailment_plans (
        name, site_id, plan_type, state, target_power_reduction, terms, tolerance_percent, starts_at, duration_seconds, rule_id,
        occurrence_at, created_by, approved_by, approved_at)
    SELECT $1::text, $2::bigint, $3::text, $4::text, $5::float8, $6::text, $7::float8, $8::timestamptz, $9::bigint, $10::bigint,
        $11::timestamptz, $12::text, $13::text, CASE WHEN $4::text = 'approved' THEN now() END
    WHERE $2::bigint IS NULL
        OR EXISTS (SELECT FROM sites si WHERE si.tenant_id = (SELECT app.current_tenant()) AND si.id = $2::bigint)
    ON CONFLICT (tenant_id, rule_id, occurrence_at) DO NOTHING
    RETURNING curtailment_plans.id, curtailment_plans.revision
), told AS (
    INSERT INTO curtailment_plan_events (plan_id, revision, line, happened_at, kind, from_state, to_state, member, detail, code, figures)
    SELECT m.id, m.revision, r.line, r.happened_at, r.kind, r.from_state, r.to_state, r.member, r.detail, r.code, r.figures
    FROM made m
    CROSS JOIN jsonb_to_recordset($14::jsonb) AS r (
        line bigint, happened_at timestamptz, kind text, from_state text, to_state text, member text, detail text, code text,
        figures text)
)
SELECT m.id::text AS id FROM made m
