-- $1: [[level, position]].
SELECT n.level, n.position, n.hash
FROM jsonb_array_elements($1::jsonb) AS x
JOIN nodes n ON n.tenant_id = app.current_tenant() AND n.level = (x->>0)::integer AND n.position = (x->>1)::bigint
