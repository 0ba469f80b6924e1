-- Plans that nobody would end: made by a rule that is switched off or gone.
SELECT p.id
FROM curtailment_plans p
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.rule_id IS NOT NULL AND p.state IN ('approved', 'executing', 'executed')
    AND NOT EXISTS (SELECT FROM curtailment_rules r WHERE r.tenant_id = p.tenant_id AND r.id = p.rule_id AND r.is_enabled)
ORDER BY p.id
LIMIT 200
