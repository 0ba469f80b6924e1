SELECT count(*) AS total FROM operations
