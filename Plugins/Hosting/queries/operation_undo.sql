-- Another operation that gives each miner what it had, where the first one changed it: who slept before sleeps on, who hashed hashes on.
-- A second try is refused by the key of undoes_id.
WITH chosen AS (
    SELECT om.miner_id, om.serial_number, om.before,
        CASE o.action WHEN 'sleep' THEN jsonb_build_object('state', 'paused') WHEN 'wake' THEN jsonb_build_object('state', 'ok')
            ELSE coalesce(om.wanted, o.arguments) END AS after
    FROM operations o
    JOIN operation_miners om ON om.tenant_id = o.tenant_id AND om.operation_id = o.id
    WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint AND o.finished_at IS NOT NULL
        AND om.outcome IN ('accepted', 'unconfirmed')
        AND CASE o.action WHEN 'set_pools' THEN jsonb_typeof(om.before -> 'pools') = 'array'
            WHEN 'sleep' THEN om.before ->> 'state' IS DISTINCT FROM 'paused' WHEN 'wake' THEN om.before ->> 'state' = 'paused'
            ELSE true END
), operation AS (
    INSERT INTO operations (action, arguments, author, undoes_id)
    SELECT $2::text, $3::jsonb, $4::text, $1::bigint WHERE EXISTS (SELECT 1 FROM chosen)
    RETURNING id
), written AS (
    INSERT INTO operation_miners (operation_id, miner_id, serial_number, wanted, before)
    SELECT o.id, c.miner_id, c.serial_number, c.before, CASE WHEN c.before IS NOT NULL THEN c.after END FROM operation o CROSS JOIN chosen c
    RETURNING miner_id
)
SELECT o.id, (SELECT count(*) FROM written) AS miners FROM operation o
