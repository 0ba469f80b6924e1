@testable import HostPlugins
import Testing

@Suite("The audit of a schema", .serialized)
struct SchemaAuditTests {
    static let world = Task { try await SchemaWorld.filled() }

    @Test("finds nothing in a schema that only the host touched")
    func clean() async throws {
        #expect(try await Self.world.value.findings(after: "SELECT 1") == [])
    }

    @Test(
        "finds what was changed behind the host's back",
        arguments: [
            ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "function f"),
            ("CREATE VIEW v AS SELECT * FROM miners", "kind 'v'"),
            ("CREATE MATERIALIZED VIEW v AS SELECT * FROM miners", "kind 'm'"),
            ("CREATE TABLE extra (a int)", "manifest does not list"),
            ("ALTER TABLE miners OWNER TO postgres", "owned by postgres"),
            ("ALTER TABLE miners NO FORCE ROW LEVEL SECURITY", "not forced"),
            ("CREATE SEQUENCE s", "sequence of its own"),
            ("CREATE SEQUENCE s; GRANT USAGE ON SEQUENCE s TO rt_hosting", "sequence with grants"),
            (
                "ALTER TABLE miners ALTER id DROP DEFAULT; ALTER TABLE miners ALTER id ADD GENERATED ALWAYS AS IDENTITY",
                "id counts the rows of all tenants"
            ),
            ("CREATE RULE r AS ON INSERT TO miners DO NOTHING", "rule r"),
            (
                "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON miners FOR EACH ROW EXECUTE FUNCTION app.f()",
                "trigger t"
            ),
            ("ALTER TABLE miners ALTER tenant_id SET DEFAULT 7", "tenant_id is"),
            (
                "ALTER TABLE miners ALTER tenant_id DROP DEFAULT; ALTER TABLE miners ALTER tenant_id SET DEFAULT app.sight_low()",
                "tenant_id is"
            ),
            ("CREATE DOMAIN d AS text", "type d"),
            ("GRANT SELECT (serial) ON miners TO in_hosting", "grants on columns"),
            ("ALTER TABLE miners ADD EXCLUDE USING btree (serial WITH =)", "does not begin with tenant_id"),
            (
                "ALTER TABLE sites ADD UNIQUE (id); ALTER TABLE miners ADD FOREIGN KEY (site_id) REFERENCES sites (id)",
                "does not begin with the tenant"
            ),
            ("ALTER TABLE miners ADD FOREIGN KEY (tenant_id) REFERENCES app.tenants (key)", "across schemas"),
            ("ALTER ROLE rt_hosting BYPASSRLS", "BYPASSRLS"),
            ("ALTER ROLE own_hosting LOGIN", "may log in"),
            ("GRANT pg_read_all_data TO in_hosting", "member of pg_read_all_data"),
            (
                "CREATE TABLE p (LIKE telemetry); ALTER TABLE p OWNER TO own_hosting; ALTER TABLE telemetry ATTACH PARTITION p DEFAULT",
                "not a partition that the host makes"
            ),
            ("GRANT SELECT ON miners TO PUBLIC", "is not the host's"),
            ("DROP TABLE miners CASCADE", "is missing"),
            ("ALTER TABLE miners OWNER TO rt_hosting", "owns table"),
        ])
    func finds(_ tampering: String, _ expected: String) async throws {
        let world = try await Self.world.value
        let findings = try await world.findings(after: tampering)
        #expect(findings.contains { $0.description.contains(expected) }, "\(findings)")
    }
}
