-- contract: true
-- Whether a client may see a site is asked for each row of a page: with the tenant in the index it is one lookup, not a scan of the site's miners.
CREATE INDEX miners_by_site_and_tenant ON miners (site_tenant_id, site_id, tenant_id);
DROP INDEX miners_by_site;
