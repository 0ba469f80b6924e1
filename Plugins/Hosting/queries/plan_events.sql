SELECT e.happened_at, e.kind, e.from_state, e.to_state, e.member, e.detail
FROM curtailment_plan_events e
WHERE e.tenant_id = (SELECT app.current_tenant()) AND e.plan_id = $1::bigint
ORDER BY e.revision DESC, e.line DESC
LIMIT 500
