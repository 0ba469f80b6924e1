-- A window for each miner of a selection, all of one moment of making, by which a list tells them together.
-- Miners chosen one by one must all be in sight; of more than 20,000 none is taken.
WITH chosen AS (
    SELECT m.tenant_id, m.id
    FROM miners m
    JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
    LEFT JOIN miner_models mo ON mo.id = m.model_id
    LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
            WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
    ) now_is
    WHERE ($5::jsonb IS NULL OR m.id IN (SELECT e.value::bigint FROM jsonb_array_elements_text($5::jsonb) AS e (value)))
        AND ($6::text IS NULL OR m.status = $6)
        AND ($7::text IS NULL OR now_is.state = $7)
        AND ($8::bigint IS NULL OR m.site_id = $8)
        AND ($9::text IS NULL OR coalesce(m.model_id, m.model_name) = $9)
        AND ($10::text IS NULL OR tn.id = $10)
        AND ($11::text IS NULL OR strpos(lower(m.serial_number), lower($11)) > 0 OR strpos(lower(coalesce(mo.name, m.model_name)), lower($11)) > 0
            OR strpos(lower(m.address), lower($11)) > 0 OR strpos(lower(tn.name), lower($11)) > 0)
    LIMIT 20001
)
INSERT INTO maintenance_windows (tenant_id, miner_id, from_at, until_at, reason, author)
SELECT c.tenant_id, c.id, $1::timestamptz, $2::timestamptz, $3::text, $4::text
FROM chosen c
WHERE (SELECT count(*) FROM chosen) <= 20000
    AND ($5::jsonb IS NULL OR (SELECT count(*) FROM chosen) = jsonb_array_length($5::jsonb))
