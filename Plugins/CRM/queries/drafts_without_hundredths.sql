-- Metered drafts of a period in none of the currencies of $3, which stand between spaces: some of them, since one is enough to issue none.
SELECT i.id::text AS id, i.currency FROM invoices i
WHERE i.tenant_id = app.current_tenant() AND i.number IS NULL AND i.kind = 'invoice' AND i.metering_id IS NOT NULL
    AND i.period_from >= $1::text::date AND i.period_to <= $2::text::date
    AND i.currency <> ALL (string_to_array($3::text, ' '))
ORDER BY i.id
LIMIT 20
