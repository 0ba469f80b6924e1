-- Somebody looks at this miner: its reply is kept each round for a while. Written at most every five minutes.
UPDATE miner_replies SET watched_until = now() + interval '10 minutes'
WHERE miner_id = $1::bigint AND (watched_until IS NULL OR watched_until < now() + interval '5 minutes')
