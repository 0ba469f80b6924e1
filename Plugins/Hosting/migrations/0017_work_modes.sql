-- In which work mode a miner hashes, as an order last found it: it wakes as it was, a low power mode not at full power. Null where no order
-- found one, as with firmwares that have none.
ALTER TABLE power_orders ADD COLUMN work_mode text CHECK (length(work_mode) <= 10);
