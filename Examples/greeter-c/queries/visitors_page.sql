SELECT id, name, seen_at FROM visitors ORDER BY seen_at DESC, id DESC LIMIT $1
