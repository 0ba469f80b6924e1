SELECT count(*) AS total FROM miners
