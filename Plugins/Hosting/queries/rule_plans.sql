-- A rule's plans that are not over, and the one that was made last whatever became of it; the youngest last, with what their miners drew
-- before they went off, and whether the rule still has the terms of which they were made.
SELECT p.id, p.state, p.outcome, p.starts_at, p.duration_seconds, p.recovering_at, p.ended_at, p.is_ended_by_member, p.occurrence_at,
    coalesce(
        p.terms::jsonb = (
            SELECT r.terms::jsonb FROM curtailment_rules r WHERE r.tenant_id = (SELECT app.current_tenant()) AND r.id = $1::bigint),
        false) AS has_rule_terms,
    coalesce(sum(pm.baseline_watts) FILTER (WHERE pm.off_at IS NOT NULL AND pm.on_at IS NULL), 0)::float8 AS watts
FROM curtailment_plans p
LEFT JOIN curtailment_plan_miners pm ON pm.tenant_id = p.tenant_id AND pm.plan_id = p.id
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.rule_id = $1::bigint
    AND (p.state IN ('approved', 'executing', 'executed', 'recovering')
        OR p.id = (
            SELECT l.id FROM curtailment_plans l
            WHERE l.tenant_id = (SELECT app.current_tenant()) AND l.rule_id = $1::bigint
            ORDER BY l.created_at DESC, l.id DESC
            LIMIT 1))
GROUP BY p.id, p.state, p.outcome, p.starts_at, p.duration_seconds, p.recovering_at, p.ended_at, p.is_ended_by_member, p.occurrence_at,
    p.terms, p.created_at
ORDER BY p.created_at, p.id
