-- A rule's plans that are not over, the youngest last, with what their miners drew before they went off.
SELECT p.id, p.state, coalesce(sum(pm.baseline_watts) FILTER (WHERE pm.off_at IS NOT NULL AND pm.on_at IS NULL), 0)::float8 AS watts
FROM curtailment_plans p
LEFT JOIN curtailment_plan_miners pm ON pm.tenant_id = p.tenant_id AND pm.plan_id = p.id
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.rule_id = $1::bigint
    AND p.state IN ('approved', 'executing', 'executed', 'recovering')
GROUP BY p.id, p.state, p.created_at
ORDER BY p.created_at, p.id
