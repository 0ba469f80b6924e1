/// Why a database operation failed.
package struct PostgresError: Error, CustomStringConvertible {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// The server refused a statement; `sqlState` says why.
        case server
        /// No connection, or it was lost. Whether a statement that had been sent took effect is unknown.
        case connection
        /// The deadline passed while the statement ran.
        case timeout
        /// The caller cancelled.
        case cancelled
        /// The deadline passed before a connection was free.
        case poolExhausted
        /// A parameter does not fit the statement: number, type or range.
        case parameter
        /// More rows or bytes than `ResultLimits` allow.
        case resultTooLarge
        /// The bytes of a row batch break the rules of rows.h.
        case invalidBatch
        /// The connection's settings are wrong.
        case configuration
        /// A call that cannot work here: a transaction statement on a shared connection, a session used after its end.
        case usage
        /// The pool is closed.
        case closed
        /// libpq or the server did what this client does not understand.
        case `protocol`
    }

    /// The kind of failure.
    package var code: Code
    /// What, where, what was expected. For `server` the server's own words.
    package var message: String
    /// Five characters, where the server answered.
    package var sqlState: String?
    /// The server's DETAIL.
    package var detail: String?
    /// The server's HINT.
    package var hint: String?
    /// 1-based character in the statement.
    package var position: Int?
    /// Name of the constraint that refuses.
    package var constraint: String?
    /// Name of the table concerned.
    package var table: String?
    /// Name of the column concerned.
    package var column: String?
    /// Index in the request of the statement that failed.
    package var statementIndex: Int?
    /// For `resultTooLarge`: what was too much.
    package var excess: ResultExcess?

    /// An error without the server's fields.
    package init(_ code: Code, _ message: String, sqlState: String? = nil) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
    }

    static let poolClosed = PostgresError(.closed, "the pool is closed")

    /// Whether the SQLSTATE is of class 23 (unique, foreign key, check, not null, exclusion).
    package var isConstraintViolation: Bool { sqlState?.hasPrefix("23") ?? false }

    /// Whether the same transaction may succeed when run again: serialization failure or deadlock.
    package var isTransactionRetryable: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// One line for a log.
    package var description: String {
        var text = sqlState.map { "\(code.rawValue) \($0): \(message)" } ?? "\(code.rawValue): \(message)"
        if let detail { text += " (\(detail))" }
        if let hint { text += " Hint: \(hint)" }
        return text
    }
}
