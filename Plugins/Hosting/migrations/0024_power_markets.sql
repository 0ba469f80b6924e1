-- A provider may buy power in several markets: a site names the one that it buys in, and empty is the provider's default market. Its prices stay
-- in curtailment_prices, whose key names no market and is what the version that serves meanwhile writes by; those of the others stand here.
ALTER TABLE sites ADD COLUMN market text NOT NULL DEFAULT '' CHECK (length(market) <= 100);

CREATE TABLE curtailment_market_prices (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    market      text NOT NULL CHECK (length(market) BETWEEN 1 AND 100),
    starts_at   timestamptz NOT NULL,
    usd_per_mwh double precision NOT NULL,
    PRIMARY KEY (tenant_id, market, starts_at)
);
