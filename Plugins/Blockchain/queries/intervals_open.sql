SELECT size, root, salt, leaf, state FROM intervals WHERE tenant_id = app.current_tenant() AND state <> 'finalized' ORDER BY (state = 'new') DESC, size LIMIT 100
