-- What is not out yet is not sent any more; what is out ends as it ends.
WITH cancelled AS (
    UPDATE operations SET cancelled_at = now()
    WHERE operations.tenant_id = (SELECT app.current_tenant()) AND operations.id = $1::bigint AND operations.finished_at IS NULL
    RETURNING operations.id
)
UPDATE operation_miners SET state = 'ended', outcome = 'cancelled', changed_at = now()
FROM cancelled c
WHERE operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.operation_id = c.id
    AND operation_miners.state = 'waiting'
