-- A level and position that is there already ends the transaction: somebody else has appended meanwhile. $1: [[level, position, digits]].
INSERT INTO nodes (level, position, hash)
SELECT (x->>0)::integer, (x->>1)::bigint, decode(x->>2, 'hex') FROM jsonb_array_elements($1::jsonb) AS x
