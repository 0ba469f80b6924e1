-- Which fans of a miner have been seen to turn, and which told 0 in its last answer: a bit for each number from 0 to 62. Firmwares list
-- sockets without a fan as fans that stand still, so only one that turned before is missed. What turned is forgotten (null) while the miner is
-- in maintenance, and where it says that it is another model.
ALTER TABLE miner_states ADD COLUMN fans_turned bigint, ADD COLUMN fans_still bigint NOT NULL DEFAULT 0;
