SELECT n.id::text AS id, n.miner_id::text AS miner_id, n.ticket_id::text AS ticket_id, n.body AS text, n.author, n.created_at,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = n.author) AS author_name, count(*) OVER () AS total
FROM miner_notes n
WHERE n.miner_id = $1::bigint AND ($2::bigint IS NULL OR n.ticket_id = $2)
ORDER BY n.created_at DESC, n.id
LIMIT $3::bigint OFFSET $4::bigint
