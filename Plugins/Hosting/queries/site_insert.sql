INSERT INTO sites (name, location, capacity_mw, market) VALUES ($1, $2, $3, coalesce($4::text, '')) RETURNING id::text AS id, market
