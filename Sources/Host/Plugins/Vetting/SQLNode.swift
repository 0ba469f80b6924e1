/// A node of PostgreSQL's parse tree: its type and its members.
struct SQLNode {
    let type: String
    let members: [String: JSONValue]

    init(type: String, members: [String: JSONValue]) {
        self.type = type
        self.members = members
    }

    /// Reads `{"SelectStmt": {…}}`, the form of a node whose place allows several types.
    init?(wrapped value: JSONValue) {
        guard let object = value.objectValue, object.count == 1, let (type, body) = object.first, let members = body.objectValue,
            type.first?.isUppercase == true
        else { return nil }
        self.init(type: type, members: members)
    }

    /// Offset in bytes where the text of the node begins, if it says so.
    var offset: Int? {
        guard let location = members["location"]?.integerValue, location >= 0 else { return nil }
        return Int(location)
    }

    func text(_ member: String) -> String? { members[member]?.stringValue }
    func flag(_ member: String) -> Bool { members[member]?.boolValue ?? false }

    /// A member whose place allows several types.
    func node(_ member: String) -> SQLNode? { members[member].flatMap(SQLNode.init(wrapped:)) }

    /// A member whose type its place fixes.
    func node(_ member: String, as type: String) -> SQLNode? {
        members[member]?.objectValue.map { SQLNode(type: type, members: $0) }
    }

    /// The nodes of a list.
    func nodes(_ member: String) -> [SQLNode] { (members[member]?.arrayValue ?? []).compactMap(SQLNode.init(wrapped:)) }

    /// The texts of a list of names.
    func names(_ member: String) -> [String] { nodes(member).compactMap { $0.type == "String" ? $0.text("sval") ?? "" : nil } }
}
