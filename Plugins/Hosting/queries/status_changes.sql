SELECT c.changed_at, c.from_status, c.to_status, c.author,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = c.author) AS author_name, count(*) OVER () AS total
FROM miner_status_changes c
WHERE c.miner_id = $1::bigint
ORDER BY c.changed_at DESC
LIMIT $2::bigint OFFSET $3::bigint
