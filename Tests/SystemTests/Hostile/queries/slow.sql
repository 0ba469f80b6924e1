SELECT count(*) AS n FROM generate_series(1, 1000000, 1) AS a CROSS JOIN generate_series(1, 1000000, 1) AS b
