DELETE FROM miners WHERE id = $1::bigint
