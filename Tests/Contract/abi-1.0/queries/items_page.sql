SELECT id::text, name, created_at FROM items ORDER BY created_at DESC, id DESC LIMIT $1
