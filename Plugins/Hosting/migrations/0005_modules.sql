-- How many machines of its model a miner counts for: a chain of Avalon modules answers as one. Its nameplate is that of all of them.
ALTER TABLE miner_states ADD COLUMN modules bigint NOT NULL DEFAULT 1;
