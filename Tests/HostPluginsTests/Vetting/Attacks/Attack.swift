import Testing

/// A hostile statement of a plugin and the class of leak that it belongs to.
struct Attack: Sendable, CustomTestStringConvertible {
    let kind: Kind
    let sql: String
    /// Whether the server-side check must see it too, when the vetting of the text is passed over. False where only rights,
    /// policies or limits stop it, or where it cannot stand in a function's body.
    let isSeenByServer: Bool

    var testDescription: String { "\(kind.rawValue): \(sql.prefix(100))" }

    init(_ kind: Kind, _ sql: String, server: Bool = false) {
        self.kind = kind
        self.sql = sql
        isSeenByServer = server
    }

    enum Kind: String, Sendable, CaseIterable {
        case settings, roles, transactions, temporary, partitions, views, otherTables, truncate, otherTenants, catalogs, activity, sequences
        case notify, locks, sessions, sleeping, bombs, terminate, largeObjects, copy, dynamicSQL, literals, files, definitions, multiple,
            unknownForms
    }
}
