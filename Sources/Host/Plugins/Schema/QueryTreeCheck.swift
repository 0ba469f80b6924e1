/// Reads PostgreSQL's printed query tree and says which objects in it are not allowed. Pure.
///
/// In that form every member is `:name value`, and spaces, braces and colons inside texts are escaped, so a text cannot imitate one.
enum QueryTreeCheck {
    private static let functionMembers: Set<String> = ["funcid", "opfuncid", "aggfnoid", "winfnoid"]
    private static let operatorMembers: Set<String> = ["opno"]
    private static let typeMembers: Set<String> = ["resulttype", "consttype", "paramtype", "typeId"]

    /// PostgreSQL's bits for the rights to add and to read.
    private static let (insertRight, selectRight) = (Int64(1), Int64(2))

    /// Everything in the tree that is not on the lists.
    static func problems(in tree: String, _ allowed: AllowedObjects) -> [String] {
        var problems: [String] = []
        let words = tree.split(whereSeparator: { $0 == " " || $0 == "\n" })
        var node = ""
        var relation: UInt32 = 0
        for index in words.indices {
            let word = words[index]
            if let brace = word.lastIndex(of: "{") { node = String(word[word.index(after: brace)...]) }
            guard word.first == ":", index + 1 < words.endIndex else { continue }
            let member = String(word.dropFirst())
            let value = words[index + 1].prefix { $0 == "-" || $0.isNumber }
            guard let number = Int64(value) else { continue }
            let oid = UInt32(truncatingIfNeeded: number)
            if functionMembers.contains(member), number != 0, !allowed.functions.contains(oid) {
                problems.append("calls the function with OID \(number), which is not on the list of allowed functions")
            } else if operatorMembers.contains(member), number != 0, !allowed.operators.contains(oid) {
                problems.append("uses the operator with OID \(number), which is not on the list of allowed operators")
            } else if member == "relid", number != 0 {
                relation = oid
                if !allowed.relations.contains(oid) {
                    problems.append("reads or writes the relation with OID \(number), which is not the plugin's own and not granted")
                }
            } else if member == "requiredPerms", number & ~selectRight != 0, !allowed.writable.contains(relation),
                number & ~(selectRight | insertRight) != 0 || !allowed.appendable.contains(relation)
            {
                problems.append("writes or locks the relation with OID \(relation), which it may only read")
            } else if typeMembers.contains(member), !allowed.types.contains(oid) {
                problems.append("makes a value of the type with OID \(number), which is not on the list of allowed types")
            } else if member == "varattno", number < 0 {
                problems.append("reads a system column")
            } else if member == "op", node == "SQLVALUEFUNCTION", number > 8 {
                problems.append("tells about user, role, catalog or schema")
            }
        }
        return Array(Set(problems)).sorted()
    }
}
