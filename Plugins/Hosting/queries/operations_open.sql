-- The tenant's own operations that have not ended: whoever ordered one carries it out.
SELECT o.id, o.action FROM operations o
WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.finished_at IS NULL
ORDER BY o.created_at, o.id
LIMIT 1000
