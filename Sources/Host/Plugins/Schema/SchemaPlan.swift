import HostData

/// The statements by which the host makes a plugin's roles, policies and grants. Pure: manifest in, SQL out.
package struct SchemaPlan: Sendable {
    let manifest: Manifest
    let rules: [TableRule]

    package init(manifest: Manifest) {
        self.manifest = manifest
        rules = TableRule.all(manifest)
    }

    var schema: String { SQLText.name(manifest.schemaName) }
    var owner: String { SQLText.name(manifest.ownerRole) }
    var runtime: String { SQLText.name(manifest.runtimeRole) }
    var ingest: String { SQLText.name(manifest.ingestRole) }

    func qualified(_ table: String) -> String { "\(schema).\(SQLText.name(table))" }

    func qualified(_ grant: TableGrant) -> String { "\(SQLText.name(grant.schema)).\(SQLText.name(grant.table))" }

    /// Lines run by whoever owns a granted table: the other plugin's owner, or the host itself.
    func asOwner(of grant: TableGrant, _ lines: String) -> String {
        grant.isOfHost ? lines : "SET LOCAL ROLE \(SQLText.name("own_\(grant.plugin)"));\n\(lines)\nRESET ROLE;"
    }

    /// The rows in sight of a context; one range scan on keys that begin with the tenant.
    static func sight(_ column: String) -> String {
        "\(column) BETWEEN (SELECT app.sight_low()) AND (SELECT app.sight_high())"
    }

    /// `sight` of `tenant_id` as PostgreSQL prints it.
    static let printedSight =
        "((tenant_id >= ( SELECT app.sight_low() AS sight_low)) AND (tenant_id <= ( SELECT app.sight_high() AS sight_high)))"

    /// Whether `referred` is of the tenant of `referrer` or of its provider: nobody else's rows are shown by referring to them.
    static func isHome(_ referred: String, of referrer: String) -> String {
        "(\(referred) = \(referrer) OR \(referred) = \(referrer) >> 32 << 32)"
    }

    /// The columns by which a table names the tenant of rows that its own rows make visible.
    func referringTenantColumns(of table: String) -> [String] {
        rules.compactMap(\.visibleThrough).filter { $0.table == table }.flatMap(\.columns).filter { $0.column == "tenant_id" }
            .map(\.referringColumn)
    }

    /// Lines that begin a transaction in which the host works as the plugin's owner, with every tenant's rows in sight.
    var actAsOwner: String {
        """
        SET LOCAL ROLE \(owner);
        SET LOCAL search_path = \(schema), pg_catalog, pg_temp;
        SET LOCAL app.sight_low = '-9223372036854775808';
        SET LOCAL app.sight_high = '9223372036854775807';
        """
    }

    /// Attributes and settings of the roles, for roles that exist.
    ///
    /// - Parameter password: Of a role by its name.
    func roles(database: String, password: (String) -> String) -> String {
        var sql = "ALTER ROLE \(owner) NOLOGIN NOINHERIT NOCREATEDB NOCREATEROLE;\n"
        for (role, name, timeout) in [(runtime, manifest.runtimeRole, "\(StatementLimits.seconds)s"), (ingest, manifest.ingestRole, "60s")]
        {
            sql += """
                ALTER ROLE \(role) LOGIN NOINHERIT NOCREATEDB NOCREATEROLE PASSWORD \(SQLText.literal(password(name)));
                ALTER ROLE \(role) SET search_path = \(schema), pg_catalog, pg_temp;
                ALTER ROLE \(role) SET statement_timeout = '\(timeout)';
                ALTER ROLE \(role) SET lock_timeout = '10s';
                ALTER ROLE \(role) SET idle_in_transaction_session_timeout = '60s';
                GRANT CONNECT ON DATABASE \(SQLText.name(database)) TO \(role);

                """
        }
        for (name, value) in StatementLimits.settings { sql += "ALTER ROLE \(runtime) SET \(name) = '\(value)';\n" }
        return sql
    }

    /// What the roles may do outside their tables.
    var surroundings: String {
        """
        GRANT USAGE ON SCHEMA app TO \(owner), \(runtime);
        GRANT SELECT ON app.tenant_names TO \(runtime);

        """
    }

    /// Policies and grants, made anew; run as the owner.
    var protection: String {
        var sql = "GRANT USAGE ON SCHEMA \(schema) TO \(runtime), \(ingest);\n" + hiddenNumbers
        for rule in rules {
            let table = qualified(rule.name)
            sql += "REVOKE ALL ON \(table) FROM PUBLIC, \(runtime), \(ingest);\n"
            sql += "GRANT \(rule.runtimePrivileges.joined(separator: ", ")) ON \(table) TO \(runtime);\n"
            guard rule.isTenantTable else { continue }
            sql += """
                ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY;
                ALTER TABLE \(table) FORCE ROW LEVEL SECURITY;
                DROP POLICY IF EXISTS sight ON \(table);
                DROP POLICY IF EXISTS reference ON \(table);
                DROP POLICY IF EXISTS referring ON \(table);
                CREATE POLICY sight ON \(table) USING (\(Self.sight("tenant_id"))) WITH CHECK (\(Self.sight("tenant_id")));

                """
            // A foreign key is checked with every row in sight: without this it would tell which rows of strangers exist.
            let checks = referringTenantColumns(of: rule.name).map {
                "(\(SQLText.name($0)) IS NULL OR \(Self.isHome(SQLText.name($0), of: "tenant_id")))"
            }
            if !checks.isEmpty {
                sql +=
                    "CREATE POLICY referring ON \(table) AS RESTRICTIVE USING (true) WITH CHECK (\(checks.joined(separator: " AND ")));\n"
            }
            // For the plugin's own role alone: another plugin that may read this table has no right to the referring one.
            guard let through = rule.visibleThrough else { continue }
            let pairs = through.columns.map {
                "referring.\(SQLText.name($0.referringColumn)) = \(SQLText.name(rule.name)).\(SQLText.name($0.column))"
            }
            sql += """
                CREATE POLICY reference ON \(table) FOR SELECT TO \(runtime) USING (EXISTS (
                    SELECT FROM \(qualified(through.table)) AS referring
                    WHERE \(pairs.joined(separator: " AND ")) AND \(Self.sight("referring.tenant_id"))
                        AND \(Self.isHome("\(SQLText.name(rule.name)).tenant_id", of: "referring.tenant_id"))));

                """
        }
        return sql
    }

    /// An identity column of a tenants' table would tell each tenant how many rows the others make: it gets `app.new_id()` as its default.
    private var hiddenNumbers: String {
        let tables = rules.filter(\.isTenantTable).map { SQLText.literal($0.name) }
        guard !tables.isEmpty else { return "" }
        return """
            DO $$ DECLARE found record; BEGIN
                FOR found IN SELECT c.oid::regclass AS relation, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    WHERE c.relnamespace = to_regnamespace(\(SQLText.literal(schema))) AND c.relname::text IN (\(tables.joined(separator: ", ")))
                        AND a.attidentity <> '' AND NOT a.attisdropped
                LOOP
                    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP IDENTITY', found.relation, found.attname);
                    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT app.new_id()', found.relation, found.attname);
                END LOOP;
            END $$;

            """
    }

    /// The roll-up tables; run as the owner, after the migrations.
    ///
    /// - Parameter type: SQL type of a column of the ingest table.
    func rollupTables(type: (_ table: String, _ column: String) -> String?) -> String {
        var sql = ""
        for table in manifest.tables {
            for rollup in table.rollups {
                var columns = ["tenant_id bigint NOT NULL"]
                columns += rollup.by.map { "\(SQLText.name($0)) \(type(table.name, $0) ?? "bigint") NOT NULL" }
                columns.append("bucket timestamptz NOT NULL")
                columns += rollup.columns.flatMap(Self.definitions)
                let key = (["tenant_id"] + rollup.by + ["bucket"]).map(SQLText.name).joined(separator: ", ")
                sql += """
                    CREATE TABLE IF NOT EXISTS \(qualified(rollup.table)) (
                        \(columns.joined(separator: ",\n    ")),
                        PRIMARY KEY (\(key))
                    ) PARTITION BY RANGE (bucket);

                    """
                // A newer version may want more of its rows: sums, least and most are empty in the buckets of before. Means and counts are not,
                // so those come with a table of their own.
                let more = rollup.columns.filter { $0.aggregate != .avg && $0.aggregate != .count }.flatMap(Self.definitions)
                if !more.isEmpty {
                    let list = more.map { "ADD COLUMN IF NOT EXISTS \($0)" }.joined(separator: ", ")
                    sql += "ALTER TABLE \(qualified(rollup.table)) \(list);\n"
                }
            }
        }
        return sql
    }

    private static func definitions(_ column: RollupDeclaration.Column) -> [String] {
        let name = SQLText.name(column.name)
        switch column.aggregate {
        case .count: return ["\(name) bigint NOT NULL"]
        case .sum, .min, .max: return ["\(name) double precision"]
        case .avg:
            let (sum, count) = (SQLText.name(column.name + "_sum"), SQLText.name(column.name + "_count"))
            return [
                "\(sum) double precision", "\(count) bigint NOT NULL",
                "\(name) double precision GENERATED ALWAYS AS (\(sum) / NULLIF(\(count), 0)) STORED",
            ]
        }
    }

    /// Tells one plan from another: a start with the same value has nothing to make or to vet.
    func digest(bundle: PluginBundle, password: (String) -> String) -> String {
        let passwords = [manifest.runtimeRole, manifest.ingestRole].map { BundleFile.digest(password($0).utf8) }
        return BundleFile.digest((bundle.digest + passwords.joined() + protection + SQLAllowList.digest).utf8)
    }
}
