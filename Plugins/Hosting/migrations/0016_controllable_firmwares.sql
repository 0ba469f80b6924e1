-- The firmwares that a way is known for to put a miner to sleep, by what their names begin with in small letters: for those who advise and
-- may read, but have no adapters.
CREATE TABLE controllable_firmwares (
    begins text PRIMARY KEY
);
