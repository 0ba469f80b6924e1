internal import Glibc

/// One statement prepared on one connection. Belongs to the connection's loop.
final class PreparedStatement {
    let statement: Statement
    /// Its name on the server, NUL-terminated.
    let name: UnsafeMutablePointer<CChar>
    var isReady = false
    var parameterTypeOIDs: [UInt32] = []
    var columns: [StatementDescription.Column] = []
    var decoder = ResultDecoder([])
    /// Requests that wait until it is ready.
    var waiters: [PendingRequest] = []
    /// Clock of the cache when it was last looked up.
    var lastUse: UInt64 = 0

    init(_ statement: Statement, number: UInt64) {
        self.statement = statement
        name = strdup("s\(number)")
    }

    deinit { free(name) }

    /// The statement's beginning, for messages.
    var excerpt: String {
        let line = statement.sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 120 ? String(line.prefix(120)) + "…" : line
    }
}
