-- The counter's row is locked until this transaction ends, and goes back with it: no number is left out and none is given twice.
WITH draft AS (
    SELECT i.id FROM invoices i WHERE i.tenant_id = app.current_tenant() AND i.id = $1::bigint AND i.number IS NULL FOR UPDATE
), counted AS (
    INSERT INTO invoice_counters (last_number) SELECT 1 FROM draft
    ON CONFLICT (tenant_id) DO UPDATE SET last_number = invoice_counters.last_number + 1
    RETURNING invoice_counters.last_number
), issued AS (
    UPDATE invoices SET number = c.last_number, issued_at = now(),
        due_on = CASE WHEN invoices.kind = 'invoice'
            THEN (now() AT TIME ZONE 'UTC')::date + (invoices.document::jsonb ->> 'payment_days')::int END
    FROM counted c
    WHERE invoices.tenant_id = app.current_tenant() AND invoices.id = $1::bigint
    RETURNING invoices.id, invoices.number, invoices.issued_at, invoices.digest
)
INSERT INTO invoice_numbers (number, invoice_id, issued_at, digest)
SELECT s.number, s.id, s.issued_at, s.digest FROM issued s
RETURNING number
