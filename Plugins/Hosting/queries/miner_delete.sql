-- Not while a plan holds the miner: nobody would wake it. A client does not see its provider's plans, but what its own miner sheds.
DELETE FROM miners
WHERE miners.id = $1::bigint
    AND NOT EXISTS (
        SELECT FROM curtailment_plan_miners pm
        JOIN curtailment_plans p ON p.tenant_id = pm.tenant_id AND p.id = pm.plan_id
        WHERE pm.miner_id = miners.id AND pm.state NOT IN ('on', 'stuck', 'released') AND p.state IN ('executing', 'executed', 'recovering'))
    AND NOT EXISTS (
        SELECT FROM curtailment_reductions r
        WHERE r.tenant_id = miners.tenant_id AND r.miner_id = miners.id AND r.until_at IS NULL)
