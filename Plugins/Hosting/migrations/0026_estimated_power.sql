-- What of a round's power the miner did not tell: all of it where it follows from rate and nameplate, 0 where it was told. Empty in rows of
-- before, of which nobody recorded it. Its sums by hour and day are the energy that is estimated.
ALTER TABLE telemetry ADD COLUMN estimated_watts double precision;

-- What of the energy shed no reading confirms; empty where a curtailment began before this was recorded.
ALTER TABLE curtailment_plan_miners ADD COLUMN estimated_kwh double precision;
ALTER TABLE curtailment_reductions ADD COLUMN estimated_kwh double precision;
