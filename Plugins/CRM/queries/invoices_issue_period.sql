-- Issues the metered drafts of a period in the order of the clients' names: one lock of the counter, numbers without a gap.
WITH drafts AS (
    SELECT i.id, row_number() OVER (ORDER BY i.client, i.id) AS place
    FROM (
        SELECT d.id, d.client FROM invoices d
        WHERE d.tenant_id = app.current_tenant() AND d.number IS NULL AND d.kind = 'invoice' AND d.metering_id IS NOT NULL
            AND d.period_from >= $1::text::date AND d.period_to <= $2::text::date
        ORDER BY d.id
        FOR UPDATE
    ) i
), counted AS (
    INSERT INTO invoice_counters (last_number) SELECT count(*) FROM drafts d HAVING count(*) > 0
    ON CONFLICT (tenant_id) DO UPDATE SET last_number = invoice_counters.last_number + excluded.last_number
    RETURNING invoice_counters.last_number
), issued AS (
    UPDATE invoices SET number = c.last_number - (SELECT count(*) FROM drafts n) + d.place, issued_at = now(),
        due_on = (now() AT TIME ZONE 'UTC')::date + (invoices.document::jsonb ->> 'payment_days')::int
    FROM counted c, drafts d
    WHERE invoices.tenant_id = app.current_tenant() AND invoices.id = d.id
    RETURNING invoices.id, invoices.number, invoices.issued_at, invoices.digest
)
INSERT INTO invoice_numbers (number, invoice_id, issued_at, digest)
SELECT s.number, s.id, s.issued_at, s.digest FROM issued s
RETURNING number
