SELECT si.name FROM p_hosting.sites si WHERE si.id = $1::bigint
