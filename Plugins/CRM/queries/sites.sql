SELECT si.id::text AS id, si.name FROM p_hosting.sites si ORDER BY si.name, si.id LIMIT 2000
