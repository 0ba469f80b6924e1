-- Who the miner is for is named by the tenant's id; only tenants in sight have one here, and row security checks the rest.
INSERT INTO miners (tenant_id, serial_number, model_id, site_tenant_id, site_id, status, address, port)
SELECT tn.tenant_id, r.serial_number, r.model_id, si.tenant_id, si.id, r.status, r.address, r.port
FROM jsonb_to_recordset($1::jsonb) AS r (
    client text, serial_number text, model_id text, site_id bigint, status text, address text, port bigint)
JOIN app.tenant_names tn ON tn.id = r.client
LEFT JOIN sites si ON si.id = r.site_id
WHERE r.site_id IS NULL OR si.id IS NOT NULL
RETURNING id::text AS id, serial_number
