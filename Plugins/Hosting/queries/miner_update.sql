-- One row if the miner was changed. A change of its status is noted. It does not come to an address at which another answers, nor to another
-- site while a plan holds it.
WITH before AS (
    SELECT m.tenant_id, m.id, m.status FROM miners m WHERE m.id = $1::bigint
), changed AS (
    UPDATE miners SET
        serial_number = coalesce($2::text, miners.serial_number),
        -- With a model come its figures: the catalogue's, or those given. Figures alone are of the model that there is.
        model_id = CASE WHEN $3::text IS NULL THEN miners.model_id
            ELSE (SELECT min(mo.id) FROM miner_models mo WHERE mo.id = $3::text OR mo.name = $3::text) END,
        model_name = CASE WHEN $3::text IS NULL THEN miners.model_name
            WHEN NOT EXISTS (SELECT 1 FROM miner_models mo WHERE mo.id = $3::text OR mo.name = $3::text) THEN $3::text END,
        nameplate_hashrate_ths = CASE WHEN $3::text IS NULL THEN coalesce($10::float8, miners.nameplate_hashrate_ths) ELSE $10::float8 END,
        nameplate_power_watts = CASE WHEN $3::text IS NULL THEN coalesce($11::float8, miners.nameplate_power_watts) ELSE $11::float8 END,
        status = coalesce($4::text, miners.status),
        address = coalesce($5::text, miners.address),
        port = coalesce($6::bigint, miners.port),
        site_tenant_id = CASE WHEN $7::boolean THEN (SELECT si.tenant_id FROM sites si WHERE si.id = $8::bigint) ELSE miners.site_tenant_id END,
        site_id = CASE WHEN $7::boolean THEN (SELECT si.id FROM sites si WHERE si.id = $8::bigint) ELSE miners.site_id END
    WHERE miners.id = $1::bigint
        AND ($3::text IS NULL OR $10::float8 IS NOT NULL AND $11::float8 IS NOT NULL
            OR EXISTS (SELECT 1 FROM miner_models mo WHERE mo.id = $3::text OR mo.name = $3::text))
        AND ($8::bigint IS NULL OR $8::bigint IN (SELECT si.id FROM sites si))
        AND (coalesce($4::text, miners.status) = 'offline'
            OR miners.status <> 'offline' AND coalesce($5::text, miners.address) = miners.address AND coalesce($6::bigint, miners.port) = miners.port
            OR NOT EXISTS (
                SELECT FROM miners o
                WHERE o.address = coalesce($5::text, miners.address) AND o.port = coalesce($6::bigint, miners.port)
                    AND o.status <> 'offline' AND o.id <> miners.id))
        AND (NOT $7::boolean OR $8::bigint IS NOT DISTINCT FROM miners.site_id OR NOT EXISTS (
            SELECT FROM curtailment_plan_miners pm
            JOIN curtailment_plans p ON p.tenant_id = pm.tenant_id AND p.id = pm.plan_id
            WHERE pm.miner_id = miners.id AND pm.state NOT IN ('on', 'stuck', 'released') AND p.state IN ('executing', 'executed', 'recovering')))
        AND (NOT $7::boolean OR $8::bigint IS NOT DISTINCT FROM miners.site_id OR NOT EXISTS (
            SELECT FROM curtailment_reductions r
            WHERE r.tenant_id = miners.tenant_id AND r.miner_id = miners.id AND r.until_at IS NULL))
    RETURNING miners.tenant_id, miners.id, miners.status
), noted AS (
    INSERT INTO miner_status_changes (tenant_id, miner_id, from_status, to_status, author)
    SELECT c.tenant_id, c.id, b.status, c.status, $9::text
    FROM changed c
    JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
    WHERE b.status <> c.status
    RETURNING miner_status_changes.miner_id
)
SELECT c.id FROM changed c
