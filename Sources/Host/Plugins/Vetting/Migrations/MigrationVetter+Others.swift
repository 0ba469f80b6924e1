extension MigrationVetter {
    mutating func alterTable(_ node: SQLNode) {
        guard node.text("objtype") == "OBJECT_TABLE" else {
            return refuse("alter \(TreeVetter.words(node.text("objtype") ?? ""))", "expected ALTER TABLE", at: node)
        }
        guard let table = ownTable(node.node("relation", as: "RangeVar")) else { return }
        for command in node.nodes("cmds") {
            let kind = command.text("subtype") ?? ""
            let name = command.text("name") ?? ""
            switch kind {
            case "AT_AddColumn":
                guard let definition = command.node("def") else { continue }
                column(definition, table)
                if !table.isReference, definition.nodes("constraints").contains(where: { $0.text("contype") == "CONSTR_IDENTITY" }) {
                    refuse(
                        "identity column", "rows that are there would be counted over all tenants; expected DEFAULT app.new_id()",
                        at: command)
                }
            case "AT_AddConstraint": if let definition = command.node("def") { constraint(definition, table, column: nil) }
            case "AT_ColumnDefault":
                if name == "tenant_id" {
                    refuse("default of tenant_id", "stays app.current_tenant()", at: command)
                } else {
                    expression(command.node("def"))
                }
            case "AT_SetNotNull", "AT_ValidateConstraint": continue
            case "AT_DropNotNull", "AT_DropColumn", "AT_DropConstraint", "AT_AlterColumnType":
                if name == "tenant_id" {
                    refuse("column tenant_id", "stays as it is", at: command)
                } else if kind != "AT_DropNotNull", !source.isContract {
                    refuse(
                        TreeVetter.words(kind.replacing("AT_", with: "")),
                        "removes what the version before uses; expected -- contract: true on top", at: command)
                }
                if let definition = command.node("def") { expression(definition.node("typeName", as: "TypeName")) }
                if kind == "AT_DropColumn" { report.columns[table.name]?[name] = nil }
                if command.text("behavior") == "DROP_CASCADE" { refuse("cascade", "name what is removed", at: command) }
                if let using = command.node("def")?.node("raw_default") { expression(using) }
            default: refuse("alter table: \(TreeVetter.words(kind.replacing("AT_", with: "")))", "not allowed", at: command)
            }
        }
    }

    mutating func createIndex(_ node: SQLNode) {
        guard let table = ownTable(node.node("relation", as: "RangeVar")) else { return }
        let elements = node.nodes("indexParams")
        if node.flag("unique"), !table.isReference, elements.first?.text("name") != "tenant_id" {
            refuse(
                "unique index", "a key that does not begin with tenant_id tells of other tenants' rows",
                at: node.node("relation", as: "RangeVar"))
        }
        if node.flag("concurrent") { refuse("concurrently", "a migration is one transaction", at: node) }
        if node.members["tableSpace"] != nil || node.members["options"] != nil { refuse("tablespace or options", "not allowed", at: node) }
        if !["btree", "gin", "gist", "brin", "hash"].contains(node.text("accessMethod") ?? "btree") {
            refuse("using \(node.text("accessMethod") ?? "")", "expected btree, gin, gist, brin or hash", at: node)
        }
        for element in elements + node.nodes("indexIncludingParams") {
            expression(element.node("expr"))
            if element.members["opclassopts"] != nil { refuse("operator class options", "not allowed", at: node) }
        }
        expression(node.node("whereClause"))
    }

    mutating func comment(_ node: SQLNode) {
        let kinds = ["OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_INDEX", "OBJECT_TYPE", "OBJECT_TABCONSTRAINT"]
        if !kinds.contains(node.text("objtype") ?? "") {
            refuse(
                "comment on \(TreeVetter.words((node.text("objtype") ?? "").replacing("OBJECT_", with: "")))",
                "expected a table, column, index or type", at: node)
        }
    }

    mutating func createEnum(_ node: SQLNode) {
        let names = node.names("typeName")
        let name = names.last ?? ""
        if names.count > 1, names.first != manifest.schemaName {
            refuse("type \(names.joined(separator: "."))", "outside the plugin's schema")
        }
        if SQLAllowList.types.contains(name) || name.hasPrefix("pg_") || manifest.table(name) != nil
            || name.wholeMatch(of: /[a-z][a-z0-9_]{0,47}/) == nil
        {
            refuse("type \(name)", "hides another name; expected a name of its own of a-z, 0-9 and '_'")
        }
    }

    mutating func alterEnum(_ node: SQLNode) {
        let names = node.names("typeName")
        if !report.enumTypes.contains(names.last ?? "") { refuse("type \(names.joined(separator: "."))", "not a type of this plugin") }
        if node.members["oldVal"] != nil, !source.isContract { refuse("rename value", "expected -- contract: true on top") }
    }

    /// Rows of a reference table that no data file fills.
    mutating func insert(_ node: SQLNode) {
        guard let table = ownTable(node.node("relation", as: "RangeVar")) else { return }
        guard table.isReference else {
            return refuse("insert into \(table.name)", "only reference tables are filled by a migration", at: node)
        }
        if let file = table.dataFile { refuse("insert into \(table.name)", "the host fills it from data/\(file)", at: node) }
        if node.members["withClause"] != nil || node.members["returningList"] != nil {
            refuse("with or returning", "expected INSERT … VALUES", at: node)
        }
        guard let source = node.node("selectStmt"), source.members["valuesLists"] != nil else {
            return refuse("insert into \(table.name)", "expected VALUES", at: node)
        }
        expression(source)
    }

    mutating func drop(_ node: SQLNode) {
        let kind = node.text("removeType") ?? ""
        guard ["OBJECT_TABLE", "OBJECT_INDEX", "OBJECT_TYPE"].contains(kind) else {
            return refuse("drop \(TreeVetter.words(kind.replacing("OBJECT_", with: "")))", "not allowed")
        }
        if kind != "OBJECT_INDEX", !source.isContract {
            refuse(
                "drop \(TreeVetter.words(kind.replacing("OBJECT_", with: "")))",
                "removes what the version before uses; expected -- contract: true on top")
        }
        if node.text("behavior") == "DROP_CASCADE" { refuse("cascade", "name what is removed") }
        for object in node.members["objects"]?.arrayValue ?? [] {
            let wrapped = SQLNode(wrapped: object)
            let names = wrapped?.names(wrapped?.type == "TypeName" ? "names" : "items") ?? []
            if names.count > 1, names.first != manifest.schemaName {
                refuse("drop \(names.joined(separator: "."))", "outside the plugin's schema")
            }
            if kind == "OBJECT_TABLE", let name = names.last { report.columns[name] = nil }
        }
    }
}
