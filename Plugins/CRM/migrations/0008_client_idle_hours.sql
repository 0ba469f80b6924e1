-- What the provider's readings say of hours without hashing, in the client's copy too; null in copies that were made without it.
ALTER TABLE client_readings ADD COLUMN idle_hours numeric;
ALTER TABLE client_readings ADD COLUMN answered_days bigint;
