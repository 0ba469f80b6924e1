SELECT count(*) AS visitors FROM visitors
