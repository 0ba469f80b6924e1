SELECT count(*) AS items FROM items
