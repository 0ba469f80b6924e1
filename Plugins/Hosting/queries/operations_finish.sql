UPDATE operations SET finished_at = now()
WHERE operations.tenant_id = (SELECT app.current_tenant()) AND operations.finished_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM operation_miners om
        WHERE om.tenant_id = operations.tenant_id AND om.operation_id = operations.id AND om.state <> 'ended')
