-- Operations that ended before $1, some at a time, with what became of their miners; one that was taken back later stays as long as that does.
DELETE FROM operations
WHERE operations.tenant_id = (SELECT app.current_tenant()) AND operations.id IN (
    SELECT o.id
    FROM operations o
    WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.finished_at < $1::timestamptz AND NOT EXISTS (
        SELECT FROM operations u
        WHERE u.tenant_id = o.tenant_id AND u.undoes_id = o.id AND (u.finished_at IS NULL OR u.finished_at >= $1::timestamptz))
    ORDER BY o.created_at
    LIMIT $2::bigint)
