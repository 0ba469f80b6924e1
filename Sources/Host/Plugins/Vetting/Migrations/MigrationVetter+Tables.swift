extension MigrationVetter {
    mutating func createTable(_ node: SQLNode) {
        guard let relation = node.node("relation", as: "RangeVar"), let table = ownTable(relation) else { return }
        if relation.text("relpersistence") != "p" { refuse("temporary or unlogged table", "expected a plain CREATE TABLE", at: relation) }
        for (member, what) in [
            ("inhRelations", "inherits"), ("partbound", "partition of"), ("ofTypename", "of type"), ("tablespacename", "tablespace"),
            ("accessMethod", "using"),
        ] where node.members[member] != nil {
            refuse(what, member == "partbound" ? "the host makes the partitions" : "not allowed", at: relation)
        }
        storage(node.nodes("options"), at: relation)
        partitioning(node.node("partspec", as: "PartitionSpec"), table, relation)
        report.columns[table.name] = [:]
        for element in node.nodes("tableElts") {
            switch element.type {
            case "ColumnDef": column(element, table)
            case "Constraint": constraint(element, table, column: nil)
            default: refuse(TreeVetter.words(element.type), "expected columns and constraints", at: element)
            }
        }
        let hasTenant = report.columns[table.name]?["tenant_id"] != nil
        if table.isReference, hasTenant { refuse("table \(table.name)", "a reference table has no tenant_id", at: relation) }
        if !table.isReference, !hasTenant {
            refuse("table \(table.name)", "expected a column tenant_id bigint NOT NULL", at: relation)
        }
        let keys = node.nodes("tableElts").flatMap { [$0] + $0.nodes("constraints") }
        if !keys.contains(where: { $0.text("contype") == "CONSTR_PRIMARY" }) {
            refuse("table \(table.name)", "expected a primary key\(table.isReference ? "" : " that begins with tenant_id")", at: relation)
        }
    }

    private mutating func storage(_ options: [SQLNode], at node: SQLNode) {
        for option in options where !["fillfactor", "autovacuum_vacuum_scale_factor"].contains(option.text("defname") ?? "") {
            refuse("with (\(option.text("defname") ?? ""))", "expected fillfactor or nothing", at: node)
        }
    }

    private mutating func partitioning(_ spec: SQLNode?, _ table: TableDeclaration, _ relation: SQLNode) {
        guard let partition = table.partition else {
            if spec != nil { refuse("partition by", "the manifest gives \(table.name) no partition", at: spec) }
            return
        }
        let columns = spec?.nodes("partParams").map { $0.text("name") ?? "" } ?? []
        if spec?.text("strategy") != "range" || columns != [partition.column] {
            refuse("table \(table.name)", "expected PARTITION BY RANGE (\(partition.column)), as the manifest says", at: relation)
        }
    }

    mutating func column(_ node: SQLNode, _ table: TableDeclaration) {
        let name = node.text("colname") ?? ""
        let type = node.node("typeName", as: "TypeName")
        let typeName = type?.names("names").last ?? ""
        let isArray = type?.members["arrayBounds"] != nil
        if typeName.hasSuffix("serial") || ["serial2", "serial4", "serial8"].contains(typeName) {
            refuse("type \(typeName)", "a sequence that plugins can read; expected bigint GENERATED ALWAYS AS IDENTITY", at: node)
        } else if let type {
            expression(type)
        }
        report.columns[table.name, default: [:]][name] = typeName + (isArray ? "[]" : "")
        let constraints = node.nodes("constraints")
        let kinds = constraints.compactMap { $0.text("contype") }
        if name == "tenant_id", !table.isReference,
            typeName != "int8" || isArray || !(kinds.contains("CONSTR_NOTNULL") || kinds.contains("CONSTR_PRIMARY"))
        {
            refuse("column tenant_id", "expected tenant_id bigint NOT NULL", at: node)
        }
        for (member, what) in [
            ("collClause", "collate"), ("compression", "compression"), ("fdwoptions", "options"), ("raw_default", "default"),
        ]
        where node.members[member] != nil {
            if member == "collClause" {
                expression(node.node("collClause", as: "CollateClause"))
            } else {
                refuse(what, "not allowed", at: node)
            }
        }
        for inner in constraints { constraint(inner, table, column: name) }
    }

    /// A constraint of the table, or of one column.
    mutating func constraint(_ node: SQLNode, _ table: TableDeclaration, column: String?) {
        let kind = node.text("contype") ?? ""
        switch kind {
        case "CONSTR_NOTNULL", "CONSTR_NULL", "CONSTR_ATTR_NOT_DEFERRABLE", "CONSTR_ATTR_IMMEDIATE": return
        case "CONSTR_DEFAULT" where column == "tenant_id":
            if node.node("raw_expr")?.names("funcname") != ["app", "current_tenant"] {
                refuse("default of tenant_id", "expected DEFAULT app.current_tenant()", at: node)
            }
        case "CONSTR_DEFAULT", "CONSTR_CHECK", "CONSTR_GENERATED": expression(node.node("raw_expr"))
        case "CONSTR_IDENTITY" where !table.isReference && report.columns[table.name]?[column ?? ""] != "int8":
            // It becomes app.new_id(), of 52 bits.
            refuse("identity column", "expected bigint GENERATED ALWAYS AS IDENTITY", at: node)
        case "CONSTR_IDENTITY":
            if node.text("generated_when") != "a" { refuse("generated by default", "expected GENERATED ALWAYS AS IDENTITY", at: node) }
            if node.members["options"] != nil { refuse("identity options", "not allowed", at: node) }
        case "CONSTR_PRIMARY", "CONSTR_UNIQUE":
            if node.members["indexname"] != nil { refuse("using index", "expected the key's columns", at: node) }
            if node.members["indexspace"] != nil { refuse("tablespace", "not allowed", at: node) }
            let keys = column.map { [$0] } ?? node.names("keys")
            if !table.isReference, keys.first != "tenant_id" {
                refuse(
                    "key (\(keys.joined(separator: ", ")))", "a key that does not begin with tenant_id tells of other tenants' rows",
                    at: node)
            }
        case "CONSTR_FOREIGN": foreignKey(node, table, column: column)
        default: refuse(TreeVetter.words(kind.replacing("CONSTR_", with: "")) + " constraint", "not allowed", at: node)
        }
    }

    private mutating func foreignKey(_ node: SQLNode, _ table: TableDeclaration, column: String?) {
        guard let target = ownTable(node.node("pktable", as: "RangeVar")) else { return }
        let from = column.map { [$0] } ?? node.names("fk_attrs")
        let to = node.names("pk_attrs")
        if target.isReference { return }
        guard !table.isReference else {
            return refuse("foreign key to \(target.name)", "a reference table refers to reference tables only", at: node)
        }
        // Sight through a reference is the tenant's who owns what is referred to, so any column may hold that tenant.
        let leads =
            from.first == "tenant_id"
            || target.visibleThrough?.columns.contains { $0.column == "tenant_id" && $0.referringColumn == from.first } == true
        if !leads || to.first != "tenant_id" {
            refuse(
                "foreign key (\(from.joined(separator: ", ")))",
                "expected (tenant_id, …) REFERENCES \(target.name) (tenant_id, …): a key that does not begin with the tenant tells of other tenants' rows",
                at: node)
        }
    }
}
