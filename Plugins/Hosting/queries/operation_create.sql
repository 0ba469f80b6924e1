-- One statement: the operation and the miners it is for are there together or not at all. Miners chosen one by one must all be in sight;
-- of more than 20,000 none is taken.
WITH chosen AS (
    SELECT m.id, m.serial_number,
        CASE $1::text
            WHEN 'set_status' THEN jsonb_build_object('status', m.status)
            WHEN 'set_site' THEN jsonb_build_object('site_id', m.site_id::text)
            -- What taking it back writes. The pool to which a firmware's author takes a fee is not the customer's, and of pools that are
            -- not all told the others would be lost: then it cannot be taken back.
            WHEN 'set_pools' THEN (
                SELECT jsonb_build_object('pools', jsonb_agg(e.pool ORDER BY e.place))
                FROM jsonb_array_elements(s.details::jsonb -> 'pools') WITH ORDINALITY AS e (pool, place)
                WHERE s.details::jsonb @> '{"has_all_pools": true}' AND NOT e.pool @> '{"is_developer_fee": true}'
                HAVING count(*) > 0)
            -- Many firmwares take a needless order like any other: who slept before is known from here alone.
            WHEN 'sleep' THEN jsonb_build_object('state', s.state)
            WHEN 'wake' THEN jsonb_build_object('state', s.state)
        END AS before
    FROM miners m
    JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
    LEFT JOIN miner_models mo ON mo.id = m.model_id
    LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
            WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
    ) now_is
    WHERE ($4::jsonb IS NULL OR m.id IN (SELECT e.value::bigint FROM jsonb_array_elements_text($4::jsonb) AS e (value)))
        AND ($5::text IS NULL OR m.status = $5)
        AND ($6::text IS NULL OR now_is.state = $6)
        AND ($7::bigint IS NULL OR m.site_id = $7)
        AND ($8::text IS NULL OR coalesce(m.model_id, m.model_name) = $8)
        AND ($9::text IS NULL OR tn.id = $9)
        AND ($10::text IS NULL OR strpos(lower(m.serial_number), lower($10)) > 0 OR strpos(lower(coalesce(mo.name, m.model_name)), lower($10)) > 0
            OR strpos(lower(m.address), lower($10)) > 0 OR strpos(lower(tn.name), lower($10)) > 0)
    ORDER BY m.id
    LIMIT 20001
), operation AS (
    INSERT INTO operations (action, arguments, author)
    SELECT $1::text, $2::jsonb, $3::text
    WHERE (SELECT count(*) FROM chosen) BETWEEN 1 AND 20000
        AND ($4::jsonb IS NULL OR (SELECT count(*) FROM chosen) = jsonb_array_length($4::jsonb))
    RETURNING id
), written AS (
    INSERT INTO operation_miners (operation_id, miner_id, serial_number, before)
    SELECT o.id, c.id, c.serial_number, c.before FROM operation o CROSS JOIN chosen c
    RETURNING miner_id
)
SELECT o.id, (SELECT count(*) FROM written) AS miners FROM operation o
