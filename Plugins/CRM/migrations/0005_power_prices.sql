-- What power cost the provider, for contracts that pass it through: entered by hand or from a table.
CREATE TABLE power_prices (
    tenant_id     bigint NOT NULL DEFAULT app.current_tenant(),
    id            bigint NOT NULL DEFAULT app.new_id(),
    -- Which of the provider's tariffs; empty where it has one.
    tariff        text NOT NULL DEFAULT '' CHECK (length(tariff) <= 100),
    starts_on     date NOT NULL,
    ends_on       date NOT NULL,
    price_per_kwh numeric NOT NULL CHECK (price_per_kwh >= 0),
    currency      text NOT NULL DEFAULT 'USD' CHECK (length(currency) = 3),
    -- Where the price is from, such as the number of a bill.
    source        text NOT NULL DEFAULT '' CHECK (length(source) <= 200),
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CHECK (ends_on >= starts_on AND ends_on - starts_on < 366)
);
CREATE INDEX power_prices_by_day ON power_prices (tenant_id, tariff, currency, starts_on);

-- The days of each: the key is what keeps two prices from holding on one day, whoever writes them at the same time.
CREATE TABLE power_price_days (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    tariff    text NOT NULL,
    currency  text NOT NULL,
    day       date NOT NULL,
    price_id  bigint NOT NULL,
    PRIMARY KEY (tenant_id, tariff, currency, day),
    FOREIGN KEY (tenant_id, price_id) REFERENCES power_prices (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX power_price_days_by_price ON power_price_days (tenant_id, price_id);

ALTER TABLE contracts ADD COLUMN tariff text NOT NULL DEFAULT '' CHECK (length(tariff) <= 100);
