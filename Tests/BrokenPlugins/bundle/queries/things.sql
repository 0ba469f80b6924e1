SELECT id, name FROM things ORDER BY id LIMIT 100
