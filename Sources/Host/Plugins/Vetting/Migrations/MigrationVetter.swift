/// Vets a plugin's migrations by their text. Pure: needs no server.
///
/// Allowed are tables, added columns and constraints, indexes, comments, enum types and rows of reference tables; what removes
/// something needs the line `-- contract: true` at the file's beginning.
package struct MigrationVetter {
    let manifest: Manifest
    var scope: VettingScope
    var report = MigrationReport()
    var issues: [VettingIssue] = []
    /// The file under way.
    var source: MigrationSource
    /// The statement under way.
    var place: Int?

    /// Vets all migrations of a bundle, in order.
    ///
    /// - Throws: `VettingError` with every refusal.
    package static func vet(_ sources: [MigrationSource], manifest: Manifest) throws(VettingError) -> MigrationReport {
        var vetter = MigrationVetter(manifest: manifest)
        vetter.run(sources)
        guard vetter.issues.isEmpty else { throw VettingError(issues: vetter.issues) }
        return vetter.report
    }

    private init(manifest: Manifest) {
        self.manifest = manifest
        scope = VettingScope(manifest: manifest)
        source = MigrationSource(number: 0, name: "", sql: "")
    }

    mutating func refuse(_ what: String, _ why: String, at node: SQLNode? = nil) {
        issues.append(VettingIssue(file: source.path, sql: source.sql, offset: node?.offset ?? place, what: what, why: why))
    }

    private mutating func run(_ sources: [MigrationSource]) {
        var parsed: [(MigrationSource, [SQLParser.Statement])] = []
        for source in sources {
            self.source = source
            do throws(SQLParser.Fault) {
                parsed.append((source, try SQLParser.parse(source.sql)))
            } catch {
                issues.append(VettingIssue(file: source.path, sql: source.sql, offset: error.offset, what: "not SQL", why: error.message))
            }
        }
        for statement in parsed.flatMap(\.1) where statement.node.type == "CreateEnumStmt" {
            if let name = statement.node.names("typeName").last { report.enumTypes.append(name) }
        }
        report.enumTypes.sort()
        scope = VettingScope(manifest: manifest, enumTypes: Set(report.enumTypes))
        for (source, statements) in parsed {
            self.source = source
            for statement in statements {
                place = statement.offset
                vet(statement.node)
            }
        }
        if parsed.count == sources.count { checkManifest() }
    }

    private mutating func vet(_ node: SQLNode) {
        switch node.type {
        case "CreateStmt": createTable(node)
        case "AlterTableStmt": alterTable(node)
        case "IndexStmt": createIndex(node)
        case "CommentStmt": comment(node)
        case "CreateEnumStmt": createEnum(node)
        case "AlterEnumStmt": alterEnum(node)
        case "InsertStmt": insert(node)
        case "DropStmt": drop(node)
        default:
            refuse(
                TreeVetter.words(node.type), Self.reasons[node.type] ?? "not one of the statements that a migration may hold (see docs)",
                at: node)
        }
    }

    private static let reasons: [String: String] = [
        "ViewStmt": "a view reads with its owner's rights; write the query in a declared statement",
        "CreateTableAsStmt": "a copy or materialized view has no row security; expected CREATE TABLE",
        "CreateFunctionStmt": "a plugin has no functions in the database",
        "CreateTrigStmt": "a plugin has no triggers",
        "RuleStmt": "a plugin has no rules",
        "CreatePolicyStmt": "the host makes the policies",
        "AlterPolicyStmt": "the host makes the policies",
        "GrantStmt": "the host makes the grants",
        "GrantRoleStmt": "the host makes the grants",
        "AlterOwnerStmt": "the host owns the tables",
        "CreateSeqStmt": "a sequence is shared between tenants; expected GENERATED ALWAYS AS IDENTITY",
        "TransactionStmt": "each migration is one transaction of the host's",
        "VariableSetStmt": "settings belong to the host",
        "DoStmt": "code in the database is not vetted",
        "CopyStmt": "reference tables are filled from data/<file>.csv",
        "CreateExtensionStmt": "extensions belong to the operator",
        "CreateSchemaStmt": "a plugin has one schema, made by the host",
        "UpdateStmt": "rows of tenants are not in sight of a migration",
        "DeleteStmt": "rows of tenants are not in sight of a migration",
        "TruncateStmt": "data is removed by purge alone",
    ]

    /// The declaration of the own table that `relation` names; nil and a refusal otherwise.
    mutating func ownTable(_ relation: SQLNode?) -> TableDeclaration? {
        let name = relation?.text("relname") ?? ""
        let schema = relation?.text("schemaname") ?? ""
        guard schema.isEmpty || schema == manifest.schemaName, relation?.text("catalogname") == nil else {
            refuse("table \(schema).\(name)", "outside the plugin's schema \(manifest.schemaName)", at: relation)
            return nil
        }
        if manifest.rollup(name) != nil {
            refuse("table \(name)", "a roll-up table; the host makes it from the manifest", at: relation)
            return nil
        }
        guard let table = manifest.table(name) else {
            refuse("table \(name)", "not listed under tables in plugin.yaml", at: relation)
            return nil
        }
        return table
    }

    /// Vets an expression or a type with the rules of statements.
    mutating func expression(_ node: SQLNode?) {
        guard let node else { return }
        var vetter = TreeVetter(file: source.path, sql: source.sql, scope: scope)
        vetter.place = place
        vetter.visit(node)
        issues += vetter.issues
        if !vetter.reads.isEmpty || !vetter.parameters.isEmpty {
            refuse("subquery or parameter", "not allowed in a table's definition", at: node)
        }
    }

    /// What the manifest says of tables must be there in the end.
    private mutating func checkManifest() {
        source = MigrationSource(number: 0, name: "", sql: "")
        place = nil
        func missing(_ what: String, _ why: String) {
            issues.append(VettingIssue(file: "plugin.yaml", sql: "", offset: nil, what: what, why: why))
        }
        for table in manifest.tables {
            guard let columns = report.columns[table.name] else {
                missing("tables.\(table.name)", "no migration creates this table")
                continue
            }
            func need(_ column: String, _ field: String, _ types: [String] = []) {
                guard let type = columns[column] else {
                    return missing("tables.\(table.name).\(field)", "the table has no column '\(column)'")
                }
                if !types.isEmpty, !types.contains(type) {
                    missing(
                        "tables.\(table.name).\(field)", "the column '\(column)' is \(type), expected \(types.joined(separator: " or "))")
                }
            }
            if let partition = table.partition { need(partition.column, "partition.by", ["timestamptz"]) }
            for rollup in table.rollups {
                for column in rollup.by { need(column, "rollups.\(rollup.table).by") }
                for column in rollup.columns where column.aggregate != .count {
                    need(column.name, "rollups.\(rollup.table).columns", ["int2", "int4", "int8", "float4", "float8", "numeric"])
                }
            }
            if let through = table.visibleThrough {
                for pair in through.columns {
                    need(pair.column, "visible_through.columns")
                    if report.columns[through.table]?[pair.referringColumn] == nil, report.columns[through.table] != nil {
                        missing(
                            "tables.\(table.name).visible_through", "the table \(through.table) has no column '\(pair.referringColumn)'")
                    }
                }
            }
        }
    }
}
