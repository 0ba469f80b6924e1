INSERT INTO items (name) VALUES ($1) RETURNING id::text
