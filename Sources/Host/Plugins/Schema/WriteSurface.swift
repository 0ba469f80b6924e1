/// What the tables of a schema ask of whoever writes them: which columns must be given, what must hold, by which keys a row is found again.
///
/// Read before and after a migration it tells whether a version that knows nothing of it may still write what it wrote. Pure;
/// `WriteSurface+Read.swift` asks the server.
struct WriteSurface: Sendable, Hashable {
    /// A column, as far as writing goes.
    struct Column: Sendable, Hashable {
        let isNotNull: Bool
        /// A default, an identity or an expression fills it when it is not given.
        let hasDefault: Bool
    }

    /// Something that every row must meet.
    struct Rule: Sendable, Hashable {
        /// What it is.
        enum Kind: String, Sendable { case check, foreignKey, unique }

        let kind: Kind
        /// As PostgreSQL prints it, without the name.
        let text: String
        /// Names of its columns; empty for an expression.
        let columns: [String]
        /// A key in which one column is NULL refers to nothing and equals no other, unless it says so.
        let countsNulls: Bool
    }

    /// One table.
    struct Table: Sendable, Hashable {
        var columns: [String: Column] = [:]
        var rules: Set<Rule> = []
    }

    var tables: [String: Table] = [:]

    /// What a version that knows only `known` could write before and cannot any more, or finds no longer.
    ///
    /// - Parameter known: Its columns by table; what it does not know keeps its default, or NULL, in its rows.
    /// - Returns: One line each, sorted; empty if nothing is narrower.
    func narrowings(to after: WriteSurface, known: [String: Set<String>]) -> [String] {
        var found: [String] = []
        for (name, known) in known {
            guard let before = tables[name], let after = after.tables[name] else { continue }
            for (column, now) in after.columns {
                let then = before.columns[column]
                if known.contains(column), let then {
                    if now.isNotNull, !then.isNotNull { found.append("\(name).\(column) is NOT NULL now") }
                    if !now.hasDefault, then.hasDefault { found.append("\(name).\(column) has no default any more") }
                } else if now.isNotNull, !now.hasDefault, then != now {
                    found.append("\(name).\(column) is new, NOT NULL and without a default")
                }
            }
            for rule in after.rules.subtracting(before.rules) where after.binds(rule, known) {
                found.append("\(name) has a new rule: \(rule.kind == .unique ? "unique " : "")\(rule.text)")
            }
            // Which arbiter ON CONFLICT takes is chosen when it runs: the check of the statement alone does not see it.
            for rule in before.rules.subtracting(after.rules) where rule.kind == .unique && known.isSuperset(of: rule.columns) {
                found.append("\(name) has no longer the key that ON CONFLICT may name: unique \(rule.text)")
            }
        }
        return found.sorted()
    }
}

extension WriteSurface.Table {
    /// Whether rows in which all columns but `known` have their defaults can break the rule.
    fileprivate func binds(_ rule: WriteSurface.Rule, _ known: Set<String>) -> Bool {
        let unknown = rule.columns.filter { !known.contains($0) }
        switch rule.kind {
        case .check: return rule.columns.isEmpty || unknown.count < rule.columns.count
        case .foreignKey, .unique:
            return rule.countsNulls || !unknown.contains { columns[$0].map { !$0.isNotNull && !$0.hasDefault } ?? false }
        }
    }
}
