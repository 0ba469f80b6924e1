SELECT tn.name FROM app.tenant_names tn WHERE tn.id = $1::text AND tn.tenant_id <> app.current_tenant()
