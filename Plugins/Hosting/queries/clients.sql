SELECT tn.id, tn.name FROM app.tenant_names tn ORDER BY tn.name LIMIT 1000
