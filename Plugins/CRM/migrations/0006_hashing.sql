-- Of the hours down those in which a machine answered and drew power but did not hash; and the days of which nobody recorded whether it
-- hashed, on which its answers count.
ALTER TABLE metering_readings ADD COLUMN idle_hours numeric NOT NULL DEFAULT 0;
ALTER TABLE metering_readings ADD COLUMN answered_days bigint NOT NULL DEFAULT 0;
