extension TreeVetter {
    /// The longest `char(n)`.
    static let maximumFill = 1_000.0

    mutating func function(_ node: SQLNode) {
        let names = node.names("funcname")
        let name = names.last ?? ""
        let schema = names.count > 1 ? names.dropLast().joined(separator: ".") : ""
        let isAllowed =
            (schema.isEmpty || schema == "pg_catalog") && SQLAllowList.functions.contains(name)
            || SQLAllowList.hostFunctions.contains("\(schema).\(name)")
        if !isAllowed {
            refuse("function \(names.joined(separator: "."))", "not on the list of allowed functions", at: node)
        }
        if name == "generate_series" { series(node) }
        children(node, except: ["funcname"])
    }

    /// A series needs three arguments: the step is said, so that a reader sees how long it can get. One whose ends stand in the text is not
    /// longer than it may be; one whose ends come from rows or parameters is held by what a statement may take while it runs.
    private mutating func series(_ node: SQLNode) {
        let arguments = node.nodes("args")
        guard arguments.count == 3 else {
            return refuse("function generate_series", "expected three arguments: from, to and step", at: node)
        }
        if let count = SeriesSpan.count(from: arguments[0], to: arguments[1], step: arguments[2], in: sql), !(count <= SeriesSpan.maximum) {
            refuse("function generate_series", "more than \(Int(SeriesSpan.maximum)) values, or without an end; expected fewer", at: node)
        }
    }

    mutating func operation(_ node: SQLNode) {
        let names = node.names("name")
        let kind = node.text("kind") ?? ""
        // For BETWEEN and its kin the name is the keyword itself.
        let isKeyword = kind.hasPrefix("AEXPR_BETWEEN") || kind.hasPrefix("AEXPR_NOT_BETWEEN")
        if !isKeyword {
            let name = names.last ?? ""
            if (names.count > 1 && names.dropLast() != ["pg_catalog"]) || !SQLAllowList.operators.contains(name) {
                refuse("operator \(names.joined(separator: "."))", "not on the list of allowed operators", at: node)
            }
        }
        children(node, except: ["name"])
    }

    mutating func typeName(_ node: SQLNode) {
        let names = node.names("names")
        let name = names.last ?? ""
        let schema = names.dropLast().joined(separator: ".")
        let isKnown = (schema.isEmpty || schema == "pg_catalog") && SQLAllowList.types.contains(name)
        let isOwn = (schema.isEmpty || schema == scope.schema) && scope.enumTypes.contains(name)
        if node.flag("setof") || node.flag("pct_type") || !(isKnown || isOwn) {
            refuse("type \(names.joined(separator: "."))", "not on the list of allowed types", at: node)
        }
        // Filled up with blanks, so that a word of a few bytes takes as many as the text says.
        if name == "bpchar", let length = node.nodes("typmods").first.flatMap({ SeriesSpan.constant($0, in: sql) }),
            length > Self.maximumFill
        {
            refuse(
                "type char(\(Int(clamping: Int64(length))))", "fills every value up with blanks; expected at most \(Int(Self.maximumFill))",
                at: node)
        }
        for modifier in node.nodes("typmods") { visit(modifier) }
    }

    mutating func column(_ node: SQLNode) {
        let names = node.names("fields")
        if let last = names.last, SQLAllowList.systemColumns.contains(last) {
            refuse("column \(last)", "system columns tell of other transactions and are not readable", at: node)
        }
        // `table.name` calls the function of that name if there is no such column.
        if let last = names.last, last.hasPrefix("pg_") { refuse("column \(last)", "names that begin with pg_ are the system's", at: node) }
        if names.count > 2 {
            refuse("column \(names.joined(separator: "."))", "expected at most table.column; give the table an alias", at: node)
        }
    }

    mutating func parameter(_ node: SQLNode) {
        let number = Int(node.members["number"]?.integerValue ?? 0)
        guard (1...200).contains(number) else { return refuse("parameter $\(number)", "expected $1 to $200", at: node) }
        parameters.insert(number)
    }

    mutating func collation(_ node: SQLNode) {
        let names = node.names("collname")
        if !["C", "POSIX", "default", "und-x-icu", "ucs_basic"].contains(names.last ?? "")
            || (names.count > 1 && names.first != "pg_catalog")
        {
            refuse("collate \(names.joined(separator: "."))", "expected \"C\" or \"und-x-icu\"", at: node)
        }
        children(node, except: ["collname"])
    }

    /// A column of `jsonb_to_recordset(…) AS x (a int)`.
    mutating func columnOfRecord(_ node: SQLNode) {
        for (name, _) in node.members where !["colname", "typeName", "is_local", "location"].contains(name) {
            refuse(Self.words(name), "not allowed in the columns of a record", at: node)
        }
        if let type = node.node("typeName", as: "TypeName") { visit(type) }
    }
}
