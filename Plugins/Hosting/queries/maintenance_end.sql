-- Ends a window that runs, and those that were made with it. A client does not end its provider's.
UPDATE maintenance_windows SET until_at = now()
FROM maintenance_windows one
WHERE one.id = $1::bigint AND maintenance_windows.author_tenant_id = one.author_tenant_id
    AND maintenance_windows.created_at = one.created_at AND maintenance_windows.from_at < now() AND maintenance_windows.until_at > now()
    AND ($2::boolean OR one.author_tenant_id = (SELECT app.current_tenant()))
