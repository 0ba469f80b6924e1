-- The sites in sight, for a choice among them.
SELECT si.id::text AS id, si.name FROM sites si ORDER BY si.name, si.id LIMIT 500
