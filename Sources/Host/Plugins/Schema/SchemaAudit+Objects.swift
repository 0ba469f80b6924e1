extension SchemaAudit {
    /// Keys of tenant tables begin with the tenant: else they tell of other tenants' rows.
    func keys(_ session: any SchemaSession) async throws -> [SchemaFinding] {
        let tenantTables = plan.rules.filter(\.isTenantTable).map(\.name)
        let indexes = try await session.rows(
            """
            SELECT c.relname::text, x.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE c.relnamespace = to_regnamespace($1::text) AND (i.indisunique OR i.indisexclusion)
              AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped)
              AND a.attname IS DISTINCT FROM 'tenant_id'
            """, [SQLText.name(manifest.schemaName)])
        var findings = indexes.map {
            SchemaFinding(
                object: "\(manifest.schemaName).\($0[1] ?? "")", message: "a key of \($0[0] ?? "") that does not begin with tenant_id")
        }
        let foreign = try await session.rows(
            """
            SELECT k.conname::text, c.relname::text, f.relname::text, fn.nspname::text, a.attname::text, b.attname::text, cn.nspname::text
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
            JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
            JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = k.confkey[1]
            WHERE k.contype = 'f' AND (cn.nspname = $1::text OR fn.nspname = $1::text) AND k.conparentid = 0
            """, [manifest.schemaName])
        for row in foreign {
            func found(_ message: String) {
                findings.append(SchemaFinding(object: "\(manifest.schemaName).\(row[1] ?? "").\(row[0] ?? "")", message: message))
            }
            if row[3] != manifest.schemaName || row[6] != manifest.schemaName {
                found("a foreign key across schemas")
                continue
            }
            guard tenantTables.contains(row[2] ?? "") else { continue }
            let through = plan.rules.first { $0.name == row[2] }?.visibleThrough
            let column = through?.columns.first { $0.column == "tenant_id" }?.referringColumn
            if row[5] != "tenant_id" || (row[4] != "tenant_id" && row[4] != column) {
                found("a foreign key that does not begin with the tenant")
            }
        }
        return findings
    }

    /// Functions, triggers, rules, types and operators: there are none but enums.
    func code(_ session: any SchemaSession) async throws -> [SchemaFinding] {
        let rows = try await session.rows(
            """
            SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = to_regnamespace($1::text)
            UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relnamespace = to_regnamespace($1::text) AND NOT tgisinternal
            UNION ALL SELECT 'rule ' || rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
                WHERE c.relnamespace = to_regnamespace($1::text)
            UNION ALL SELECT 'type ' || typname FROM pg_type t WHERE typnamespace = to_regnamespace($1::text) AND typtype NOT IN ('e', 'c')
                AND NOT (typcategory = 'A')
            UNION ALL SELECT 'type ' || typname FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid
                WHERE typnamespace = to_regnamespace($1::text) AND c.relkind = 'c'
            UNION ALL SELECT 'operator ' || oprname FROM pg_operator WHERE oprnamespace = to_regnamespace($1::text)
            UNION ALL SELECT 'conversion ' || conname FROM pg_conversion WHERE connamespace = to_regnamespace($1::text)
            """, [SQLText.name(manifest.schemaName)])
        return rows.map {
            SchemaFinding(object: "\(manifest.schemaName): \($0[0] ?? "")", message: "a plugin's schema holds tables and enums only")
        }
    }

    /// Roles: nobody's members, without rights of their own, owning nothing.
    func roles(_ session: any SchemaSession) async throws -> [SchemaFinding] {
        let names = [manifest.ownerRole, manifest.runtimeRole, manifest.ingestRole]
        let list = names.joined(separator: ",")
        var findings: [SchemaFinding] = []
        let rows = try await session.rows(
            """
            SELECT rolname::text, rolcanlogin::text,
                concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
                    CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
                    CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolinherit THEN 'INHERIT' END)
            FROM pg_roles WHERE rolname = ANY (string_to_array($1::text, ','))
            """, [list])
        for name in names {
            guard let row = rows.first(where: { $0[0] == name }) else {
                findings.append(SchemaFinding(object: "role \(name)", message: "missing"))
                continue
            }
            if let rights = row[2], !rights.isEmpty {
                findings.append(SchemaFinding(object: "role \(name)", message: "has \(rights), expected none"))
            }
            if (row[1] == "true") != (name != manifest.ownerRole) {
                findings.append(
                    SchemaFinding(object: "role \(name)", message: name == manifest.ownerRole ? "may log in" : "may not log in"))
            }
        }
        let members = try await session.rows(
            """
            SELECT pg_get_userbyid(member)::text, pg_get_userbyid(roleid)::text FROM pg_auth_members
            WHERE pg_get_userbyid(member) = ANY (string_to_array($1::text, ',')) OR pg_get_userbyid(roleid) = ANY (string_to_array($1::text, ','))
            """, [list])
        let host = try await session.rows("SELECT session_user::text").first?.first ?? nil
        for row in members where row[0] != host {
            findings.append(
                SchemaFinding(object: "role \(row[0] ?? "")", message: "is a member of \(row[1] ?? ""), expected no membership"))
        }
        let owned = try await session.rows(
            """
            SELECT pg_get_userbyid(d.refobjid)::text, pg_describe_object(d.classid, d.objid, d.objsubid) FROM pg_shdepend d
            WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
              AND pg_get_userbyid(d.refobjid) IN ($1::text, $2::text)
            """, [manifest.runtimeRole, manifest.ingestRole])
        for row in owned {
            findings.append(SchemaFinding(object: "role \(row[0] ?? "")", message: "owns \(row[1] ?? ""), expected nothing"))
        }
        return findings
    }

    /// Rights of the roles outside the schema, and on the schema itself.
    func surroundings(_ session: any SchemaSession) async throws -> [SchemaFinding] {
        var findings: [SchemaFinding] = []
        let schema = try await session.rows(
            """
            SELECT pg_get_userbyid(n.nspowner)::text,
                (SELECT string_agg(pg_get_userbyid(a.grantee) || '=' || a.privilege_type, ',' ORDER BY 1)
                 FROM aclexplode(n.nspacl) a WHERE a.grantee <> n.nspowner)
            FROM pg_namespace n WHERE n.nspname = $1::text
            """, [manifest.schemaName])
        if schema.first?.first != manifest.ownerRole {
            findings.append(
                SchemaFinding(
                    object: manifest.schemaName,
                    message: "owned by \((schema.first?.first ?? nil) ?? "nobody"), expected \(manifest.ownerRole)"))
        }
        let foreign = try await session.rows("SELECT DISTINCT plugin FROM app.plugin_grants WHERE on_plugin = $1::text", [manifest.id])
        let allowed = Set(
            ["\(manifest.runtimeRole)=USAGE", "\(manifest.ingestRole)=USAGE"]
                + foreign.flatMap { ["rt_\($0[0] ?? "")=USAGE", "own_\($0[0] ?? "")=USAGE"] })
        for grant in (schema.first?.last.flatMap { $0 } ?? "").split(separator: ",") where !allowed.contains(String(grant)) {
            findings.append(SchemaFinding(object: manifest.schemaName, message: "the grant \(grant) is not the host's"))
        }
        for role in [manifest.runtimeRole, manifest.ingestRole] {
            let rights = try await session.rows(
                """
                SELECT concat_ws(', ',
                    CASE WHEN has_database_privilege($1::text, current_database(), 'TEMP') THEN 'TEMP on the database' END,
                    CASE WHEN has_database_privilege($1::text, current_database(), 'CREATE') THEN 'CREATE on the database' END,
                    (SELECT string_agg('CREATE on schema ' || nspname, ', ') FROM pg_namespace
                     WHERE has_schema_privilege($1::text, oid, 'CREATE') AND nspname NOT LIKE 'pg\\_temp%'),
                    (SELECT string_agg('rights on the sequence ' || c.oid::regclass::text, ', ')
                     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', $2::text)
                       AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege($1::text, c.oid, 'USAGE, SELECT, UPDATE') END),
                    (SELECT string_agg('rights on ' || c.oid::regclass::text, ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', $2::text) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                       AND (has_table_privilege($1::text, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                            OR has_table_privilege($1::text, c.oid, 'SELECT')
                               AND NOT (n.nspname = 'app' AND c.relname = 'tenant_names')
                               AND NOT EXISTS (SELECT FROM app.plugin_grants g WHERE 'rt_' || g.plugin = $1::text
                                   AND n.nspname = CASE g.on_plugin WHEN 'app' THEN 'app' ELSE 'p_' || g.on_plugin END
                                   AND c.relname = g.table_name))))
                """, [role, manifest.schemaName])
            if let text = rights.first?.first.flatMap({ $0 }), !text.isEmpty {
                findings.append(SchemaFinding(object: "role \(role)", message: "has \(text), expected none"))
            }
        }
        return findings
    }
}
