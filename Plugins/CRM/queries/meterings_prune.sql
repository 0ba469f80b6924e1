-- What was metered for an invoice that was not made, or is gone.
DELETE FROM meterings
WHERE meterings.tenant_id = app.current_tenant() AND meterings.made_at < now() - interval '1 hour'
    AND NOT EXISTS (SELECT FROM invoices i WHERE i.tenant_id = meterings.tenant_id AND i.metering_id = meterings.id)
