SELECT tn.id, tn.name FROM app.tenant_names tn WHERE tn.tenant_id <> app.current_tenant() ORDER BY tn.name, tn.id LIMIT 2000
