UPDATE miners SET
    serial_number = coalesce($2::text, miners.serial_number),
    model_id = coalesce((SELECT min(mo.id) FROM miner_models mo WHERE mo.id = $3::text OR mo.name = $3::text), miners.model_id),
    status = coalesce($4::text, miners.status),
    address = coalesce($5::text, miners.address),
    port = coalesce($6::bigint, miners.port),
    site_tenant_id = CASE WHEN $7::boolean THEN (SELECT si.tenant_id FROM sites si WHERE si.id = $8::bigint) ELSE miners.site_tenant_id END,
    site_id = CASE WHEN $7::boolean THEN (SELECT si.id FROM sites si WHERE si.id = $8::bigint) ELSE miners.site_id END
WHERE miners.id = $1::bigint
    AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM miner_models mo WHERE mo.id = $3::text OR mo.name = $3::text))
    AND ($8::bigint IS NULL OR $8::bigint IN (SELECT si.id FROM sites si))
