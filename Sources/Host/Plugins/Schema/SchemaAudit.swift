/// Compares a plugin's schema in the catalog with what the host makes. Runs after every installation and at every start, so that
/// a change made behind the host's back is found before a tenant's request reaches the tables. Sets the session's search path.
package struct SchemaAudit: Sendable {
    let manifest: Manifest
    let plan: SchemaPlan

    package init(manifest: Manifest) {
        self.manifest = manifest
        plan = SchemaPlan(manifest: manifest)
    }

    /// Everything that differs, sorted; empty if all is as it should be. Changes nothing.
    package func run(_ session: any SchemaSession) async throws -> [SchemaFinding] {
        // PostgreSQL prints names by what is in the search path; the hand-over of the session undoes it.
        try await session.script("SET search_path = pg_catalog")
        var findings: [SchemaFinding] = []
        findings += try await relations(session)
        findings += try await policies(session)
        findings += try await keys(session)
        findings += try await code(session)
        findings += try await roles(session)
        findings += try await surroundings(session)
        return Array(Set(findings)).sorted { ($0.object, $0.message) < ($1.object, $1.message) }
    }

    /// One text that changes with any policy of the schema.
    static func policyFingerprint(_ manifest: Manifest, _ session: any SchemaSession) async throws -> String {
        let rows = try await session.rows(
            """
            SELECT c.relname::text, p.polname::text, p.polcmd::text, p.polpermissive::text, p.polroles::text,
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = to_regnamespace($1::text)
            ORDER BY 1, 2
            """, [SQLText.name(manifest.schemaName)])
        return BundleFile.digest(rows.map { $0.map { $0 ?? "-" }.joined(separator: "|") }.joined(separator: "\n").utf8)
    }

    /// Tables: the right ones, of the right kind and owner, with row security and exactly the right grants.
    private func relations(_ session: any SchemaSession) async throws -> [SchemaFinding] {
        let rows = try await session.rows(
            """
            SELECT c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text, c.relrowsecurity::text, c.relforcerowsecurity::text,
                c.relpersistence::text, coalesce(parent.relname::text, ''),
                (SELECT string_agg(pg_get_userbyid(a.grantee) || '=' || a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE '' END, ','
                    ORDER BY pg_get_userbyid(a.grantee), a.privilege_type)
                 FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner),
                (SELECT count(*)::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped),
                EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')::text,
                (SELECT format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                    || coalesce(' default ' || pg_get_expr(ad.adbin, ad.adrelid), '')
                 FROM pg_attribute a LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
                 WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped),
                (SELECT string_agg(a.attname::text, ', ') FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attidentity <> '' AND NOT a.attisdropped)
            FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class parent ON parent.oid = i.inhparent
            WHERE c.relnamespace = to_regnamespace($1::text) AND c.relkind NOT IN ('i', 'I')
            """, [SQLText.name(manifest.schemaName)])
        var findings: [SchemaFinding] = []
        var seen: Set<String> = []
        for row in rows {
            let name = row[0] ?? ""
            func found(_ message: String) { findings.append(SchemaFinding(object: "\(manifest.schemaName).\(name)", message: message)) }
            if row[2] != manifest.ownerRole { found("owned by \(row[2] ?? ""), expected \(manifest.ownerRole)") }
            if row[5] != "p" { found("temporary or unlogged, expected a permanent table") }
            let grants = (row[7] ?? "").split(separator: ",").map(String.init)
            if row[1] == "S" {
                if row[9] != "true" { found("a sequence of its own, expected identity columns only") }
                if !grants.isEmpty { found("a sequence with grants (\(grants.joined(separator: ", "))), expected none") }
                continue
            }
            guard row[1] == "r" || row[1] == "p" else {
                found("a relation of kind '\(row[1] ?? "")', expected tables only")
                continue
            }
            if row[8] != "0" { found("has grants on columns, expected none") }
            if let parent = row[6], !parent.isEmpty {
                findings += partition(name, parent: parent, grants: grants, isRowSecurityOn: row[3] == "true")
                continue
            }
            guard let rule = plan.rules.first(where: { $0.name == name }) else {
                found("a table that the manifest does not list")
                continue
            }
            seen.insert(name)
            let isOn = row[3] == "true" && row[4] == "true"
            if rule.isTenantTable, !isOn {
                found("row security is \(row[3] == "true" ? "not forced" : "off"), expected enabled and forced")
            }
            let expected = rule.runtimePrivileges.map { "\(manifest.runtimeRole)=\($0)" }
            let foreign = grants.filter { !$0.hasPrefix("\(manifest.runtimeRole)=") }
            let own = grants.filter { $0.hasPrefix("\(manifest.runtimeRole)=") }
            if own != expected { found("grants are \(own.joined(separator: ", ")), expected \(expected.joined(separator: ", "))") }
            for grant in foreign where try await !isGranted(grant, on: name, session) { found("the grant \(grant) is not the host's") }
            if rule.isTenantTable {
                if let counting = row[11] { found("\(counting) counts the rows of all tenants, expected DEFAULT app.new_id()") }
                let definition = row[10] ?? ""
                if definition != "bigint not null", definition != "bigint not null default app.current_tenant()" {
                    found("tenant_id is '\(definition)', expected bigint NOT NULL with no default or app.current_tenant()")
                }
            }
        }
        for rule in plan.rules where !seen.contains(rule.name) {
            findings.append(SchemaFinding(object: "\(manifest.schemaName).\(rule.name)", message: "the table is missing"))
        }
        return findings
    }

    private func partition(_ name: String, parent: String, grants: [String], isRowSecurityOn: Bool) -> [SchemaFinding] {
        guard let rule = plan.rules.first(where: { $0.name == parent })?.partition else {
            return [
                SchemaFinding(
                    object: "\(manifest.schemaName).\(name)",
                    message: "a partition or child of \(parent), which the manifest does not divide")
            ]
        }
        var findings: [SchemaFinding] = []
        if name.dropFirst(parent.count).wholeMatch(of: /_[0-9]{8}/) == nil || !name.hasPrefix(parent) {
            findings.append(SchemaFinding(object: "\(manifest.schemaName).\(name)", message: "not a partition that the host makes"))
        }
        let expected = rule.isIngest ? ["\(manifest.ingestRole)=INSERT"] : []
        if grants != expected {
            findings.append(
                SchemaFinding(
                    object: "\(manifest.schemaName).\(name)",
                    message: "grants are \(grants.isEmpty ? "none" : grants.joined(separator: ", ")), expected \(expected.first ?? "none")")
            )
        }
        return findings
    }

    private func isGranted(_ grant: String, on table: String, _ session: any SchemaSession) async throws -> Bool {
        guard grant.hasPrefix("rt_"), grant.hasSuffix("=SELECT") else { return false }
        let plugin = String(grant.dropFirst(3).dropLast("=SELECT".count))
        return try await !session.rows(
            "SELECT 1::text FROM app.plugin_grants WHERE plugin = $1::text AND on_plugin = $2::text AND table_name = $3::text",
            [plugin, manifest.id, table]
        ).isEmpty
    }

    /// Policies: exactly the host's, word for word.
    private func policies(_ session: any SchemaSession) async throws -> [SchemaFinding] {
        let rows = try await session.rows(
            """
            SELECT c.relname::text, p.polname::text, p.polcmd::text, p.polpermissive::text, p.polroles::text,
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = to_regnamespace($1::text)
            """, [SQLText.name(manifest.schemaName)])
        var findings: [SchemaFinding] = []
        for rule in plan.rules {
            let own = rows.filter { $0[0] == rule.name }
            func found(_ message: String) {
                findings.append(SchemaFinding(object: "\(manifest.schemaName).\(rule.name)", message: message))
            }
            let isReferring = !plan.referringTenantColumns(of: rule.name).isEmpty
            let expected =
                rule.isTenantTable
                ? ["sight"] + (rule.visibleThrough == nil ? [] : ["reference"]) + (isReferring ? ["referring"] : []) : []
            let names = own.compactMap { $0[1] }
            if names.sorted() != expected.sorted() {
                found("policies are [\(names.sorted().joined(separator: ", "))], expected [\(expected.sorted().joined(separator: ", "))]")
            }
            for policy in own where policy[1] == "sight" {
                if policy[2] != "*" || policy[3] != "true" || policy[4] != "{0}" || policy[5] != SchemaPlan.printedSight
                    || policy[6] != SchemaPlan.printedSight
                {
                    found("the policy 'sight' was changed: USING \(policy[5] ?? "nothing") WITH CHECK \(policy[6] ?? "nothing")")
                }
            }
            for policy in own where policy[1] == "reference" {
                if policy[2] != "r" || policy[6] != nil { found("the policy 'reference' was changed, expected FOR SELECT") }
            }
            for policy in own where policy[1] == "referring" {
                if policy[2] != "*" || policy[3] != "false" || policy[4] != "{0}" || policy[6] == nil {
                    found("the policy 'referring' was changed, expected a restrictive check of writes")
                }
            }
        }
        for row in rows where !plan.rules.contains(where: { $0.name == row[0] }) {
            findings.append(
                SchemaFinding(object: "\(manifest.schemaName).\(row[0] ?? "")", message: "has a policy that the host did not make"))
        }
        let known =
            try await session.rows("SELECT policies FROM app.plugin_schemas WHERE plugin = $1::text", [manifest.id]).first?.first ?? nil
        if let known, known != (try await Self.policyFingerprint(manifest, session)) {
            findings.append(SchemaFinding(object: manifest.schemaName, message: "policies differ from those that the host made last"))
        }
        return findings
    }
}
