-- Only what nobody has approved yet is changed, and only as it was read. $11 is a line of its history, as JSON.
WITH changed AS (
    UPDATE curtailment_plans SET
        name = $3::text, site_id = $4::bigint, plan_type = $5::text, target_power_reduction = $6::float8, terms = $7::text,
        tolerance_percent = $8::float8, starts_at = $9::timestamptz, duration_seconds = $10::bigint, revision = curtailment_plans.revision + 1
    WHERE curtailment_plans.tenant_id = app.current_tenant() AND curtailment_plans.id = $1::bigint
        AND curtailment_plans.revision = $2::bigint AND curtailment_plans.state = 'pending'
    RETURNING curtailment_plans.id, curtailment_plans.revision
), told AS (
    INSERT INTO curtailment_plan_events (plan_id, revision, line, happened_at, kind, from_state, to_state, member, detail, code, figures)
    SELECT c.id, c.revision, r.line, r.happened_at, r.kind, r.from_state, r.to_state, r.member, r.detail, r.code, r.figures
    FROM changed c
    CROSS JOIN jsonb_to_recordset($11::jsonb) AS r (
        line bigint, happened_at timestamptz, kind text, from_state text, to_state text, member text, detail text, code text,
        figures text)
)
SELECT c.id::text AS id FROM changed c
