SELECT count(*) AS total FROM sites
