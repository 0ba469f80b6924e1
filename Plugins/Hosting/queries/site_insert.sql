INSERT INTO sites (name, location, capacity_mw) VALUES ($1, $2, $3) RETURNING id::text AS id
