SELECT m.id::text AS id FROM miners m WHERE m.id = $1::bigint
