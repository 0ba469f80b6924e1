-- What of a fleet's power its miners did not tell, as in telemetry, for charts that say so. Empty in rows of before, of which nobody
-- recorded it.
ALTER TABLE fleet ADD COLUMN estimated_watts double precision;
ALTER TABLE site_fleet ADD COLUMN estimated_watts double precision;
ALTER TABLE fleet_sums ADD COLUMN estimated_watts double precision;
