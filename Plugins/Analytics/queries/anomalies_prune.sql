DELETE FROM anomalies a WHERE a.tenant_id = (SELECT app.current_tenant()) AND a.state = 'gone' AND a.until < now() - interval '180 days'
