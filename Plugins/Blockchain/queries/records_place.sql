-- $1: [[id, place]].
UPDATE records r SET place = (x->>1)::bigint
FROM jsonb_array_elements($1::jsonb) AS x
WHERE r.tenant_id = app.current_tenant() AND r.id = (x->>0)::bigint AND r.place IS NULL
