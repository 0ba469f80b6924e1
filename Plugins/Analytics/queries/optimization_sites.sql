-- The sites in sight, to choose from.
SELECT si.id::text AS id, si.name FROM p_hosting.sites si ORDER BY si.name, si.id LIMIT 500
