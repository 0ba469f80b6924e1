-- What members are called, for the plugins whose manifest asks for it: a table of its own, as of the tenants' names. Rows in sight are those
-- of the tenant and of its clients; a client reads no name of its provider's people. No address is told: who has no name is called by what
-- stands before the @.
CREATE TABLE app.member_names (
    tenant_id bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    id        text NOT NULL,
    name      text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX member_names_by_id ON app.member_names (id);
ALTER TABLE app.member_names ENABLE ROW LEVEL SECURITY;
CREATE POLICY sight ON app.member_names FOR SELECT
    USING (tenant_id BETWEEN (SELECT app.sight_low()) AND (SELECT app.sight_high()));

CREATE FUNCTION app.copy_member_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM app.member_names WHERE tenant_id = OLD.tenant_id AND id = OLD.id::text;
        RETURN OLD;
    END IF;
    INSERT INTO app.member_names (tenant_id, id, name)
    VALUES (NEW.tenant_id, NEW.id::text, coalesce(nullif(btrim(NEW.name), ''), split_part(NEW.email, '@', 1)))
    ON CONFLICT (tenant_id, id) DO UPDATE SET name = EXCLUDED.name;
    RETURN NEW;
END $$;
CREATE TRIGGER copy_member_name AFTER INSERT OR DELETE OR UPDATE OF name, email ON app.members
    FOR EACH ROW EXECUTE FUNCTION app.copy_member_name();

INSERT INTO app.member_names (tenant_id, id, name)
SELECT m.tenant_id, m.id::text, coalesce(nullif(btrim(m.name), ''), split_part(m.email, '@', 1)) FROM app.members m;
