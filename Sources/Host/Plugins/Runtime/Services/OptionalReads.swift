import PostgresClient
import Synchronization

/// The statements of a plugin that read tables which it can do without, and which of those it lacks.
package struct OptionalReads: Sendable {
    let plugin: String
    /// By a statement's number; empty if the plugin has none of these.
    let tables: [[TableGrant]]
    let lacking: LackingTables

    /// What a statement reads that may be lacking.
    func tables(of statement: Int) -> [TableGrant] { tables.isEmpty ? [] : tables[statement] }

    /// Why a statement is not given to the database; nil if it may be.
    func refusal(of statement: Int) -> PluginCallError? {
        tables(of: statement).first { lacking.contains($0, of: plugin) }.map(PluginCallError.init(lacking:))
    }
}

/// The tables that plugins of this host can do without and lack, as they were found last. The database has the last word: a table that went
/// a moment ago is told of in the same way (``PluginCallError/init(_:reading:effect:)``).
final class LackingTables: Sendable {
    private let tables = Mutex<[String: Set<TableGrant>]>([:])

    func contains(_ table: TableGrant, of plugin: String) -> Bool { tables.withLock { $0[plugin]?.contains(table) == true } }

    func set(_ lacking: Set<TableGrant>, of plugin: String) { tables.withLock { $0[plugin] = lacking } }
}

extension PluginCallError {
    /// A statement reads a table that the plugin can do without and was not given.
    init(lacking table: TableGrant) {
        self.init(
            .unavailable,
            "needs the table \(table.table) of the plugin \(table.plugin), which is not installed, or not in a version that fits",
            details: "not_installed \(table)")
    }

    /// What the server says of a batch whose table went, was taken back or changed since this host looked; nil if that is not why.
    init?(_ error: PostgresError, reading table: TableGrant?, effect: StatementEffect) {
        // One that writes may be denied for its row.
        guard let table, let state = error.sqlState, state.hasPrefix("42"), effect == .reads || state != "42501" else { return nil }
        self.init(lacking: table)
    }
}
