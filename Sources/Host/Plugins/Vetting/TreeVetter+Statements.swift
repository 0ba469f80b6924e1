extension TreeVetter {
    mutating func select(_ node: SQLNode) {
        if node.members["intoClause"] != nil { refuse("select into", "makes a table and is not allowed", at: node) }
        for clause in node.nodes("lockingClause") {
            locks = true
            if clause.type != "LockingClause" { refuse(Self.words(clause.type), "not a locking clause", at: clause) }
        }
        withCommonTables(node) { vetter in
            vetter.children(node, except: ["intoClause", "withClause", "lockingClause"])
        }
    }

    mutating func insert(_ node: SQLNode) {
        guard let relation = node.node("relation", as: "RangeVar") else { return refuse("insert", "without a table", at: node) }
        target(relation, "insert into")
        if node.text("override").map({ $0 != "OVERRIDING_NOT_SET" }) ?? false {
            refuse("overriding", "ids are given by the database alone", at: node)
        }
        withCommonTables(node) { vetter in
            let columns = node.nodes("cols").map { $0.text("name") ?? "" }
            if columns.isEmpty, node.members["selectStmt"] != nil {
                vetter.refuse("insert without columns", "expected the columns' names", at: relation)
            }
            if let position = columns.firstIndex(of: "tenant_id"), let source = node.node("selectStmt") {
                vetter.tenantColumn(of: source, at: position)
            }
            vetter.assignments(node.node("onConflictClause", as: "OnConflictClause")?.nodes("targetList") ?? [])
            vetter.children(node, except: ["relation", "withClause"])
        }
    }

    mutating func update(_ node: SQLNode) {
        guard let relation = node.node("relation", as: "RangeVar") else { return refuse("update", "without a table", at: node) }
        target(relation, "update")
        withCommonTables(node) { vetter in
            vetter.assignments(node.nodes("targetList"))
            vetter.children(node, except: ["relation", "withClause"])
        }
    }

    mutating func delete(_ node: SQLNode) {
        guard let relation = node.node("relation", as: "RangeVar") else { return refuse("delete", "without a table", at: node) }
        target(relation, "delete from")
        withCommonTables(node) { vetter in vetter.children(node, except: ["relation", "withClause"]) }
    }

    mutating func merge(_ node: SQLNode) {
        guard let relation = node.node("relation", as: "RangeVar") else { return refuse("merge", "without a table", at: node) }
        target(relation, "merge into")
        withCommonTables(node) { vetter in
            for clause in node.nodes("mergeWhenClauses") {
                let columns = clause.nodes("targetList")
                if clause.text("commandType") == "CMD_INSERT" {
                    let values = clause.nodes("values")
                    if columns.isEmpty && !values.isEmpty {
                        vetter.refuse("insert without columns", "expected the columns' names", at: clause)
                    }
                    if let position = columns.firstIndex(where: { $0.text("name") == "tenant_id" }), position < values.count {
                        vetter.tenantValue(values[position])
                    }
                } else {
                    vetter.assignments(columns)
                }
                if clause.text("override").map({ $0 != "OVERRIDING_NOT_SET" }) ?? false {
                    vetter.refuse("overriding", "ids are given by the database alone", at: clause)
                }
            }
            vetter.children(node, except: ["relation", "withClause"])
        }
    }

    /// A row never moves to another tenant.
    private mutating func assignments(_ targets: [SQLNode]) {
        for target in targets where target.text("name") == "tenant_id" {
            refuse("set tenant_id", "a row stays with its tenant", at: target)
        }
    }

    /// The values that a source gives to the column `tenant_id`.
    private mutating func tenantColumn(of source: SQLNode, at position: Int) {
        guard source.type == "SelectStmt" else { return refuse("tenant_id", "expected VALUES or SELECT", at: source) }
        if let left = source.node("larg", as: "SelectStmt"), let right = source.node("rarg", as: "SelectStmt") {
            tenantColumn(of: left, at: position)
            tenantColumn(of: right, at: position)
            return
        }
        for row in source.nodes("valuesLists") {
            let values = row.nodes("items")
            if position < values.count { tenantValue(values[position]) } else { refuse("tenant_id", "has no value in this row", at: row) }
        }
        guard source.members["valuesLists"] == nil else { return }
        let targets = source.nodes("targetList")
        for target in targets.prefix(position + 1) {
            if let value = target.node("val"), value.type == "ColumnRef", value.nodes("fields").last?.type == "A_Star" {
                return refuse("tenant_id", "expected the columns' names before it, not *", at: target)
            }
        }
        guard position < targets.count, let value = targets[position].node("val") else {
            return refuse("tenant_id", "has no value in this query", at: source)
        }
        tenantValue(value)
    }

    /// The tenant comes from the context or from a row in sight, never from a parameter.
    private mutating func tenantValue(_ value: SQLNode) {
        switch value.type {
        case "SetToDefault": return
        case "FuncCall" where value.names("funcname") == ["app", "current_tenant"]: return
        case "ColumnRef" where value.names("fields").last.map({ $0 == "tenant_id" || $0.hasSuffix("_tenant_id") }) ?? false: return
        case "SubLink": return  // Its own query reads only rows in sight; row security checks what is written.
        default:
            refuse(
                "tenant_id", "expected app.current_tenant(), a tenant_id of a row in sight, or no tenant_id at all (the default fills it)",
                at: value)
        }
    }
}
