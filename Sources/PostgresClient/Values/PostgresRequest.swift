/// Statements that are executed as one implicit transaction in one round trip: all of them, or nothing.
///
/// All steps are prepared before the first runs, so a step cannot use a table that an earlier one creates; that is a session's script.
package struct PostgresRequest: Sendable {
    /// Values for `$1`, `$2`, …
    package enum Parameters: Sendable {
        case values([PostgresValue])
        /// Exactly one row; a column for each parameter.
        case row(RowBatch)
    }

    /// One statement with its parameters.
    package struct Step: Sendable {
        /// The statement.
        package var statement: Statement
        /// Its parameters.
        package var parameters: Parameters
        /// The rows are not decoded and the result's `rows` is empty: for `set_config` and kin.
        package var discardsRows: Bool
        /// The request's limits do not hold for this one's result: for what the host asks beside the caller's own statements.
        package var isUnlimited = false

        /// A statement with parameters.
        package init(_ statement: Statement, _ parameters: Parameters = .values([]), discardsRows: Bool = false) {
            self.statement = statement
            self.parameters = parameters
            self.discardsRows = discardsRows
        }

        /// A statement with parameters.
        package init(_ statement: Statement, _ values: [PostgresValue], discardsRows: Bool = false) {
            self.init(statement, .values(values), discardsRows: discardsRows)
        }
    }

    /// In order.
    package var steps: [Step]
    /// How much each step may return.
    package var limits: ResultLimits
    /// CLOCK_MONOTONIC nanoseconds; nil: the pool's default from when the request is started.
    package var deadlineNanos: UInt64?
    /// Sets the server's `statement_timeout` for this request from the deadline, so that a slow statement ends there too. Costs one more
    /// message in the same round trip.
    package var limitsServerTime: Bool
    /// Whose work it is, such as a tenant's: owners take turns, and one that is slow does not hold up the others. Nil for the host's own.
    package var owner: Int64?

    /// A request.
    package init(
        _ steps: [Step], limits: ResultLimits = .standard, deadlineNanos: UInt64? = nil, limitsServerTime: Bool = false,
        owner: Int64? = nil
    ) {
        self.steps = steps
        self.limits = limits
        self.deadlineNanos = deadlineNanos
        self.limitsServerTime = limitsServerTime
        self.owner = owner
    }
}
