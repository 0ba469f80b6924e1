-- The tree as it is now, unless this size was notarized before or another one is still to be taken. A salt that lost is thrown away.
INSERT INTO intervals (size, root, salt, leaf)
SELECT $1::bigint, $2::bytea, $3::bytea, $4::bytea
WHERE NOT EXISTS (
    SELECT FROM intervals i WHERE i.tenant_id = app.current_tenant() AND (i.size >= $1::bigint OR i.state IN ('new', 'waiting'))
)
ON CONFLICT (tenant_id, size) DO NOTHING
