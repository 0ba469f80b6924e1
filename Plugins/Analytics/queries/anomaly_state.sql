SELECT a.state FROM anomalies a WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.id = $1::bigint
