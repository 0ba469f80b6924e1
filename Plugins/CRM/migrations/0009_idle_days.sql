-- Of each day's hours down those in which the machine answered without hashing; null in readings that were made without it.
ALTER TABLE metering_readings ADD COLUMN day_idle numeric[];
ALTER TABLE client_readings ADD COLUMN day_idle numeric[];
