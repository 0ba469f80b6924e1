-- What a contract bills of the energy that was estimated because a machine tells no watts, and credits of what was shed without a reading
-- that confirms it: all, as it was estimated, or nothing.
ALTER TABLE contracts ADD COLUMN untold_power text NOT NULL DEFAULT 'estimate' CHECK (untold_power IN ('none', 'estimate'));
ALTER TABLE contracts ADD COLUMN untold_curtailment text NOT NULL DEFAULT 'estimate' CHECK (untold_curtailment IN ('none', 'estimate'));
ALTER TABLE meterings ADD COLUMN untold_power text NOT NULL DEFAULT 'estimate' CHECK (untold_power IN ('none', 'estimate'));

-- kwh is from now on what machines told, and this what was estimated beside it; of what was shed the part that is estimated; and the days of
-- which nobody recorded whether power was told. Null in readings that were made without it, whose kwh has both.
ALTER TABLE metering_readings ADD COLUMN untold_kwh numeric;
ALTER TABLE metering_readings ADD COLUMN day_untold_kwh numeric[];
ALTER TABLE metering_readings ADD COLUMN curtailed_estimated_kwh numeric;
ALTER TABLE metering_readings ADD COLUMN day_curtailed_estimated_kwh numeric[];
ALTER TABLE metering_readings ADD COLUMN unrecorded_days bigint;
ALTER TABLE client_readings ADD COLUMN untold_kwh numeric;
ALTER TABLE client_readings ADD COLUMN day_untold_kwh numeric[];
ALTER TABLE client_readings ADD COLUMN curtailed_estimated_kwh numeric;
ALTER TABLE client_readings ADD COLUMN day_curtailed_estimated_kwh numeric[];
ALTER TABLE client_readings ADD COLUMN unrecorded_days bigint;
