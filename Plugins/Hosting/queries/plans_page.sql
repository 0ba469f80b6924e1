SELECT p.id, p.name, p.site_id, p.plan_type, p.state, p.revision, p.target_power_reduction, p.terms, p.tolerance_percent, p.starts_at,
    p.duration_seconds, p.is_emergency, p.rule_id, p.created_by, p.created_at, p.approved_by, p.approved_at, p.started_at, p.executed_at,
    p.recovering_at, p.ended_at, p.delivered_watts, p.estimated_watts, p.most_watts, p.outcome, p.message,
    p.message_code, p.message_values::jsonb AS message_values, p.skipped, si.name AS site,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = p.created_by) AS created_by_name,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = p.approved_by) AS approved_by_name
FROM curtailment_plans p
LEFT JOIN sites si ON si.tenant_id = p.tenant_id AND si.id = p.site_id
WHERE p.tenant_id = (SELECT app.current_tenant()) AND ($1::text IS NULL OR p.state = $1)
ORDER BY coalesce(p.started_at, p.starts_at, p.created_at) DESC, p.id DESC
LIMIT $2::bigint OFFSET $3::bigint
