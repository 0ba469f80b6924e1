-- A client changes only what it opened itself: $5 is true for a provider.
UPDATE tickets SET
    title = coalesce($2::text, tickets.title),
    body = coalesce($3::text, tickets.body),
    state = coalesce($4::text, tickets.state),
    changed_at = now(),
    closed_at = CASE WHEN coalesce($4::text, tickets.state) = 'closed' THEN coalesce(tickets.closed_at, now()) END
WHERE tickets.id = $1::bigint AND ($5::boolean OR tickets.author_tenant_id = (SELECT app.current_tenant()))
