-- Until when the reply of a miner is kept each round: while its page is open somewhere.
ALTER TABLE miner_replies ADD COLUMN watched_until timestamptz;
