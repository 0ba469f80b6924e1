SELECT o.id::text AS id, o.action, o.arguments, o.author, tn.id AS tenant, o.created_at, o.finished_at, o.cancelled_at, o.undoes_id::text AS undoes_id,
    u.id::text AS undone_by, si.name AS site, c.miners, c.ended, c.good, c.ended - c.good AS bad, c.undoable,
    o.tenant_id = (SELECT app.current_tenant()) AS is_own,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = o.author) AS author_name
FROM (
    SELECT x.tenant_id, x.id, x.action, x.arguments, x.author, x.created_at, x.finished_at, x.cancelled_at, x.undoes_id
    FROM operations x ORDER BY x.created_at DESC, x.id DESC LIMIT $1::bigint OFFSET $2::bigint
) o
LEFT JOIN app.tenant_names tn ON tn.tenant_id = o.tenant_id
LEFT JOIN operations u ON u.tenant_id = o.tenant_id AND u.undoes_id = o.id
LEFT JOIN sites si ON si.id = (o.arguments ->> 'site_id')::bigint
CROSS JOIN LATERAL (
    SELECT count(*) AS miners, count(*) FILTER (WHERE om.state = 'ended') AS ended,
        count(*) FILTER (WHERE om.outcome IN ('accepted', 'already_so')) AS good,
        count(*) FILTER (WHERE om.outcome IN ('accepted', 'unconfirmed')
            AND CASE o.action WHEN 'set_pools' THEN jsonb_typeof(om.before -> 'pools') = 'array'
                WHEN 'sleep' THEN om.before ->> 'state' IS DISTINCT FROM 'paused' WHEN 'wake' THEN om.before ->> 'state' = 'paused'
                ELSE true END) AS undoable
    FROM operation_miners om WHERE om.tenant_id = o.tenant_id AND om.operation_id = o.id
) c
ORDER BY o.created_at DESC, o.id DESC
