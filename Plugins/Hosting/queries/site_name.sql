SELECT si.name FROM sites si WHERE si.id = $1::bigint LIMIT 1
