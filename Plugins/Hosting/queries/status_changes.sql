SELECT c.changed_at, c.from_status, c.to_status, c.author, count(*) OVER () AS total
FROM miner_status_changes c
WHERE c.miner_id = $1::bigint
ORDER BY c.changed_at DESC
LIMIT $2::bigint OFFSET $3::bigint
