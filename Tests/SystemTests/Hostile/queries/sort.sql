SELECT count(*) AS n FROM (
    SELECT a::text || b::text AS t FROM generate_series(1, 1000000, 1) AS a CROSS JOIN generate_series(1, 1000000, 1) AS b ORDER BY t DESC OFFSET 1
) s
