/// Walks a parse tree and refuses whatever is not on the list of known, harmless forms. Pure.
///
/// The rule is "what is not allowed by name is refused": a node type, an embedded object or a name that this code does not know
/// ends the vetting of a statement, so that a form added to SQL later is refused until somebody has thought about it.
struct TreeVetter {
    let file: String
    let sql: String
    let scope: VettingScope
    var issues: [VettingIssue] = []
    /// `schema.table`, sorted by whoever reports them.
    var reads: Set<String> = []
    var writes: Set<String> = []
    var parameters: Set<Int> = []
    var locks = false
    /// Names of the common table expressions in sight, innermost last.
    var commonTables: [Set<String>] = []
    /// Where the walk stands, for nodes that do not say where they are.
    var place: Int?

    init(file: String, sql: String, scope: VettingScope) {
        self.file = file
        self.sql = sql
        self.scope = scope
    }

    mutating func refuse(_ what: String, _ why: String, at node: SQLNode? = nil) {
        guard issues.count < 50 else { return }
        let issue = VettingIssue(file: file, sql: sql, offset: node?.offset ?? place, what: what, why: why)
        if !issues.contains(issue) { issues.append(issue) }
    }

    /// Forms without a rule of their own: only their children are looked at.
    private static let plain: Set<String> = [
        "A_Star", "A_Const", "A_Indices", "A_Indirection", "A_ArrayExpr", "RowExpr", "CaseExpr", "CaseWhen", "NullTest", "BooleanTest",
        "BoolExpr",
        "CoalesceExpr", "MinMaxExpr", "SubLink", "List", "String", "Integer", "Float", "ResTarget", "SortBy", "WindowDef", "Alias",
        "JoinExpr",
        "RangeSubselect", "GroupingFunc", "GroupingSet", "MultiAssignRef", "SetToDefault", "InferClause", "OnConflictClause", "IndexElem",
        "MergeWhenClause", "NamedArgExpr",
    ]

    /// Objects that stand in a member without their type's name, because the member allows no other.
    private static let embedded: [String: String] = [
        "relation": "RangeVar", "typeName": "TypeName", "withClause": "WithClause", "onConflictClause": "OnConflictClause",
        "infer": "InferClause",
        "alias": "Alias", "joinUsingAlias": "Alias", "join_using_alias": "Alias", "over": "WindowDef", "larg": "SelectStmt",
        "rarg": "SelectStmt",
        "ival": "A_Const", "fval": "A_Const", "sval": "A_Const", "bsval": "A_Const", "boolval": "A_Const", "collClause": "CollateClause",
    ]

    /// Vets one node and everything below it.
    mutating func visit(_ node: SQLNode) {
        let outer = place
        if let offset = node.offset { place = offset }
        defer { place = outer }
        switch node.type {
        case "SelectStmt": select(node)
        case "InsertStmt": insert(node)
        case "UpdateStmt": update(node)
        case "DeleteStmt": delete(node)
        case "MergeStmt": merge(node)
        case "RangeVar": table(node)
        case "RangeFunction": children(node, except: ["coldeflist"]); for column in node.nodes("coldeflist") { visit(column) }
        case "ColumnDef": columnOfRecord(node)
        case "FuncCall": function(node)
        case "A_Expr": operation(node)
        case "TypeCast": children(node)
        case "TypeName": typeName(node)
        case "ColumnRef": column(node)
        case "ParamRef": parameter(node)
        case "CollateClause": collation(node)
        case "SQLValueFunction":
            let operation = node.text("op") ?? ""
            if !SQLAllowList.valueFunctions.contains(operation) {
                refuse(Self.words(operation), "tells about user, role or catalog and is not allowed", at: node)
            }
        case let type where Self.plain.contains(type): children(node)
        default: refuse(Self.words(node.type), "this form of SQL is not allowed in a plugin's statements", at: node)
        }
    }

    /// Vets the members of a node.
    mutating func children(_ node: SQLNode, except: Set<String> = []) {
        for (name, value) in node.members.sorted(by: { $0.key < $1.key }) where !except.contains(name) {
            child(value, in: name, of: node)
        }
    }

    private mutating func child(_ value: JSONValue, in member: String, of node: SQLNode) {
        switch value {
        case .array(let elements): for element in elements { child(element, in: member, of: node) }
        case .object(let members):
            if members.isEmpty { return }
            if let inner = SQLNode(wrapped: value) {
                visit(inner)
            } else if let type = Self.embedded[member] {
                visit(SQLNode(type: type, members: members))
            } else {
                refuse(Self.words(member), "this form of SQL is not allowed in a plugin's statements", at: node)
            }
        default: break
        }
    }

    /// `RangeTableSample` → "range table sample", for messages.
    static func words(_ type: String) -> String {
        var words = ""
        for character in type.replacing("SVFOP_", with: "").replacing("_", with: " ") {
            if character.isUppercase, let last = words.last, last.isLowercase { words += " " }
            words.append(character)
        }
        return words.lowercased()
    }
}
