-- A miner of a model that is not in the catalogue has the model's name and its figures itself; figures of its own also go before those of a
-- model of the catalogue. Of one machine, as the catalogue's. A miner without model_id has a model_name, which the statements that write see to:
-- a rule for that would bind the version that serves meanwhile, and that knows model_id alone.
ALTER TABLE miners
    ALTER COLUMN model_id DROP NOT NULL,
    ADD COLUMN model_name text CHECK (length(model_name) BETWEEN 1 AND 100),
    ADD COLUMN nameplate_hashrate_ths double precision CHECK (nameplate_hashrate_ths > 0 AND nameplate_hashrate_ths <= 100000),
    ADD COLUMN nameplate_power_watts double precision CHECK (nameplate_power_watts >= 1 AND nameplate_power_watts <= 100000),
    ADD CHECK ((nameplate_hashrate_ths IS NULL) = (nameplate_power_watts IS NULL)),
    ADD CHECK (model_name IS NULL OR nameplate_hashrate_ths IS NOT NULL);
