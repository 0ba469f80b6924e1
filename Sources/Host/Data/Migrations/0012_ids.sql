-- Numbers for rows of plugins. A sequence of all tenants would tell each of them how many rows the others make; this one counts in secret,
-- and what it gives out is the count in a keyed order: a Feistel network of four rounds over 52 bits, with SHA-256 as its function. So a
-- number is never given twice, in no tenant and no table, fits into a JavaScript number, and tells nothing without the key. Without a key,
-- as in the database of a trial, it is the count, so that a test of a plugin can name its rows.
CREATE SEQUENCE app.row_numbers MAXVALUE 4503599627370495;
CREATE TABLE app.row_number_key (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), key bytea);
INSERT INTO app.row_number_key (key) VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

CREATE FUNCTION app.new_id() RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    key   CONSTANT bytea := (SELECT k.key FROM app.row_number_key k);
    count CONSTANT bigint := nextval('app.row_numbers');
    left_half  bigint := count >> 26;
    right_half bigint := count & 67108863;
    mixed      bigint;
BEGIN
    IF key IS NULL THEN
        RETURN count;
    END IF;
    FOR round IN 1..4 LOOP
        mixed := ('x' || encode(substr(sha256(key || int8send(right_half) || int4send(round)), 1, 4), 'hex'))::bit(32)::bigint & 67108863;
        mixed := mixed # left_half;
        left_half := right_half;
        right_half := mixed;
    END LOOP;
    RETURN (left_half << 26) | right_half;
END $$;
