extension TreeVetter {
    /// A table that is read.
    mutating func table(_ node: SQLNode) {
        guard let name = tableName(node) else { return }
        if name.isEmpty { return }
        reads.insert(name)
    }

    /// A table that is written: own, with the right to.
    mutating func target(_ node: SQLNode, _ verb: String) {
        let schema = node.text("schemaname") ?? ""
        let name = node.text("relname") ?? ""
        guard schema.isEmpty || schema == scope.schema, let right = scope.ownTables[name] else {
            return refuse("\(verb) \(schema.isEmpty ? name : "\(schema).\(name)")", "only the plugin's own tables are written", at: node)
        }
        guard right != .read else {
            return refuse("\(verb) \(name)", "reference, ingest and roll-up tables are written by the host alone", at: node)
        }
        guard right == .write || verb == "insert into" else {
            return refuse("\(verb) \(name)", "rows of an append_only table stay as they were", at: node)
        }
        guard node.text("catalogname") == nil else { return refuse("\(verb) \(name)", "names another database", at: node) }
        writes.insert("\(scope.schema).\(name)")
    }

    /// `schema.table` of a table in sight, empty for a common table expression, nil if refused.
    private mutating func tableName(_ node: SQLNode) -> String? {
        let schema = node.text("schemaname") ?? ""
        let name = node.text("relname") ?? ""
        guard node.text("catalogname") == nil else {
            refuse("table \(schema).\(name)", "names another database", at: node)
            return nil
        }
        if schema.isEmpty, commonTables.contains(where: { $0.contains(name) }) { return "" }
        if schema.isEmpty || schema == scope.schema {
            if scope.ownTables[name] != nil { return "\(scope.schema).\(name)" }
            let why =
                name.hasPrefix("pg_")
                ? "system catalogs are not readable"
                : "not a table of the manifest; expected one of \(scope.ownTables.keys.sorted().joined(separator: ", "))"
            refuse("table \(name)", why, at: node)
            return nil
        }
        let full = "\(schema).\(name)"
        guard scope.foreignTables.contains(full) else {
            let why =
                ["pg_catalog", "information_schema", "pg_toast"].contains(schema) || schema.hasPrefix("pg_")
                ? "system catalogs are not readable" : "not granted; ask for it under grants.tables"
            refuse("table \(full)", why, at: node)
            return nil
        }
        return full
    }

    /// Brings the names of a WITH clause into sight while `body` runs.
    mutating func withCommonTables(_ node: SQLNode, _ body: (inout TreeVetter) -> Void) {
        guard let clause = node.node("withClause", as: "WithClause") else { return body(&self) }
        if clause.flag("recursive") {
            refuse("with recursive", "may grow without bound and is not allowed", at: clause)
        }
        commonTables.append([])
        defer { commonTables.removeLast() }
        for expression in clause.nodes("ctes") {
            guard expression.type == "CommonTableExpr", let name = expression.text("ctename"), let query = expression.node("ctequery")
            else {
                refuse(Self.words(expression.type), "not a common table expression", at: expression)
                continue
            }
            if name.hasPrefix("pg_") || scope.ownTables[name] != nil {
                refuse("with \(name)", "hides a table; expected another name", at: expression)
            }
            if expression.members["search_clause"] != nil || expression.members["cycle_clause"] != nil {
                refuse("search or cycle", "belongs to recursive queries", at: expression)
            }
            visit(query)
            // In sight of what follows it, not of itself.
            commonTables[commonTables.count - 1].insert(name)
        }
        body(&self)
    }
}
