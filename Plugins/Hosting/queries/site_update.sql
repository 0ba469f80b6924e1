-- A market that is not named stays: who knows none of them must not move a site to the default one.
UPDATE sites SET name = $2::text, location = $3::text, capacity_mw = $4::float8, market = coalesce($5::text, sites.market)
WHERE sites.tenant_id = app.current_tenant() AND sites.id = $1::bigint
RETURNING id::text AS id, name, location, capacity_mw, market
