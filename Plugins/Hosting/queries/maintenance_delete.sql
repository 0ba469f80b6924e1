-- Takes away a window that has not begun, and those that were made with it. A client does not take away its provider's.
DELETE FROM maintenance_windows
USING maintenance_windows one
WHERE one.id = $1::bigint AND maintenance_windows.author_tenant_id = one.author_tenant_id
    AND maintenance_windows.created_at = one.created_at AND maintenance_windows.from_at >= now()
    AND ($2::boolean OR one.author_tenant_id = (SELECT app.current_tenant()))
