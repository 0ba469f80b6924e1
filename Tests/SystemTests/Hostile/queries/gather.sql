SELECT array_length(array_agg(sha512(a::text::bytea)::text || b::text), 1) AS n
FROM generate_series(1, 1000000, 1) AS a CROSS JOIN generate_series(1, 1000000, 1) AS b
