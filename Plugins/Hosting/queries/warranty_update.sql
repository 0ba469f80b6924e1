-- What is not given stays. A client changes only what it wrote itself: $8 is true for a provider.
UPDATE warranties SET
    vendor = coalesce($2::text, warranties.vendor),
    warranty_until = coalesce($3::text::date, warranties.warranty_until),
    rma_number = coalesce($4::text, warranties.rma_number),
    state = coalesce($5::text, warranties.state),
    sent_on = coalesce($6::text::date, warranties.sent_on),
    ended_on = coalesce($7::text::date, warranties.ended_on),
    changed_at = now()
WHERE warranties.id = $1::bigint AND ($8::boolean OR warranties.author_tenant_id = (SELECT app.current_tenant()))
