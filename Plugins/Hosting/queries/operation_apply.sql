-- Carries out an operation that changes rows only. Done again it changes nothing: rows that have ended are passed over.
WITH due AS (
    SELECT om.operation_id, om.miner_id, o.action, coalesce(om.wanted, o.arguments) AS wanted
    FROM operations o
    JOIN operation_miners om ON om.tenant_id = o.tenant_id AND om.operation_id = o.id
    WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint AND o.action IN ('set_status', 'set_site') AND om.state = 'waiting'
), target AS (
    SELECT d.miner_id, d.action, d.wanted ->> 'status' AS status, si.tenant_id AS site_tenant_id, si.id AS site_id,
        CASE d.action WHEN 'set_status' THEN m.status = d.wanted ->> 'status' ELSE m.site_id IS NOT DISTINCT FROM si.id END AS is_so
    FROM due d
    JOIN miners m ON m.id = d.miner_id
    LEFT JOIN sites si ON si.id = (d.wanted ->> 'site_id')::bigint
), changed AS (
    UPDATE miners SET
        status = CASE t.action WHEN 'set_status' THEN t.status ELSE miners.status END,
        site_tenant_id = CASE t.action WHEN 'set_site' THEN t.site_tenant_id ELSE miners.site_tenant_id END,
        site_id = CASE t.action WHEN 'set_site' THEN t.site_id ELSE miners.site_id END
    FROM target t
    WHERE miners.id = t.miner_id AND NOT t.is_so
)
UPDATE operation_miners SET
    state = 'ended', changed_at = now(),
    outcome = CASE WHEN t.miner_id IS NULL THEN 'gone' WHEN t.is_so THEN 'already_so' ELSE 'accepted' END
FROM due d
LEFT JOIN target t ON t.miner_id = d.miner_id
WHERE operation_miners.operation_id = d.operation_id AND operation_miners.miner_id = d.miner_id
