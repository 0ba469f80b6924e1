-- What the clocks of a time zone ($1) make of hours that begin $2 minutes after midnight and last $3 seconds, for each day from $5 days
-- before to $6 days after the local day of $4. The end is what the clocks show then, so a whole day has 23 hours in spring and 25 in autumn;
-- a begin that the clocks skip comes after the skip, one that they show twice counts the second time. Days count from 1970-01-01.
SELECT (d.day - date '1970-01-01')::bigint AS day, b.begins_at,
    ((b.begins_at AT TIME ZONE $1::text) + make_interval(secs => $3::bigint::float8)) AT TIME ZONE $1::text AS ends_at
FROM (SELECT (($4::timestamptz) AT TIME ZONE $1::text)::date AS day) t
CROSS JOIN LATERAL generate_series(-$5::bigint, $6::bigint, 1::bigint) AS n
CROSS JOIN LATERAL (SELECT t.day + n::integer AS day) d
CROSS JOIN LATERAL (SELECT (d.day + make_interval(mins => $2::bigint::integer)) AT TIME ZONE $1::text AS begins_at) b
ORDER BY d.day
