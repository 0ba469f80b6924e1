-- The miners in sight with one of some serial numbers ($1) or ids ($2, both lists as JSON).
SELECT m.id, m.serial_number
FROM miners m
WHERE m.serial_number IN (SELECT e.value FROM jsonb_array_elements_text($1::jsonb) AS e (value))
    OR m.id IN (SELECT e.value::bigint FROM jsonb_array_elements_text($2::jsonb) AS e (value))
ORDER BY m.serial_number, m.id
LIMIT 12000
