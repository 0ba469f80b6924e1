-- contract: true
-- Details are written every round and read by one page: text is stored as it comes, jsonb is taken apart and put together again.
ALTER TABLE miner_states ALTER COLUMN details TYPE text USING details::text;
