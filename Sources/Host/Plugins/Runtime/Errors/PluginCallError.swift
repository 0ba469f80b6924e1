/// Why one call or operation failed.
package struct PluginCallError: Error, Sendable, Equatable, CustomStringConvertible {
    package let status: PluginStatus
    /// For a person: what happened and what was expected.
    package let message: String
    /// Five characters where PostgreSQL gave them.
    package let sqlState: String?
    /// For the log; may name internals.
    package let details: String

    package init(_ status: PluginStatus, _ message: String, sqlState: String? = nil, details: String = "") {
        self.status = status
        self.message = message
        self.sqlState = sqlState
        self.details = details
    }

    package var description: String {
        "\(status): \(message)" + (sqlState.map { " [\($0)]" } ?? "") + (details.isEmpty ? "" : " (\(details))")
    }
}
