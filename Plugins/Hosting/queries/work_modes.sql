-- In which modes miners in sight that are to be woken hashed.
SELECT po.miner_id, po.work_mode
FROM power_orders po
JOIN miners m ON m.tenant_id = po.tenant_id AND m.id = po.miner_id
WHERE m.id IN (SELECT e.value::bigint FROM jsonb_array_elements_text($1::jsonb) AS e (value)) AND po.work_mode IS NOT NULL
