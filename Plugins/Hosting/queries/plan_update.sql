-- Only what nobody has approved yet is changed, and only as it was read.
UPDATE curtailment_plans SET
    name = $3::text, site_id = $4::bigint, plan_type = $5::text, target_power_reduction = $6::float8, terms = $7::text,
    tolerance_percent = $8::float8, starts_at = $9::timestamptz, duration_seconds = $10::bigint, revision = curtailment_plans.revision + 1
WHERE curtailment_plans.tenant_id = app.current_tenant() AND curtailment_plans.id = $1::bigint
    AND curtailment_plans.revision = $2::bigint AND curtailment_plans.state = 'pending'
RETURNING id::text AS id
