-- What machines compute and draw by their plates: the same for all tenants. Decimals, so that nothing is rounded before it is calculated with.
CREATE TABLE miner_models (
    id              text PRIMARY KEY,
    vendor          text NOT NULL,
    name            text NOT NULL,
    hashrate_ths    numeric NOT NULL,
    power_watts     numeric NOT NULL,
    efficiency_j_th numeric NOT NULL,
    cooling         text NOT NULL,
    released        text
);
