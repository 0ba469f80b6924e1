SELECT id, text FROM secrets ORDER BY id
