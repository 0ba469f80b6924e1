internal import HostData
internal import PostgresClient

extension NotaryStore {
    private static let queue: Statement = """
        SELECT (SELECT count(*) FROM app.notary_leaves WHERE interval_id IS NULL),
            (SELECT extract(epoch FROM clock_timestamp() - min(submitted_at))::float8 FROM app.notary_leaves WHERE interval_id IS NULL),
            (SELECT count(*) FROM app.notary_transactions WHERE phase <> 'finalized' AND NOT abandoned),
            (SELECT count(*) FROM app.notary_transactions WHERE phase = 'finalized' AND NOT abandoned),
            (SELECT count(*) FROM app.notary_transactions WHERE abandoned),
            (SELECT string_agg(DISTINCT alarm, ' ' ORDER BY alarm) FROM app.notary_transactions WHERE phase <> 'finalized' AND NOT abandoned),
            (SELECT host FROM app.notary_lease WHERE lease_until > clock_timestamp())
        """

    /// What waits and what was done, over all hosts.
    package struct Queue: Sendable, Hashable {
        package let waitingLeaves: Int
        /// How long the oldest has waited; nil if none does.
        package let oldestWaitingSeconds: Double?
        package let openTransactions: Int
        package let finalTransactions: Int
        /// Nonces that anchored nothing.
        package let vainTransactions: Int
        package let alarms: [TransactionAlarm]
        /// The host that anchors; nil while none does.
        package let sender: String?
    }

    /// Reads it.
    package func queue() async throws -> Queue {
        let rows = try await pool.execute([(TenantContext.statement, Self.everybody.parameters), (Self.queue, [])])[1].rows
        return Queue(
            waitingLeaves: Int(rows.integer(row: 0, column: 0) ?? 0), oldestWaitingSeconds: rows.number(row: 0, column: 1),
            openTransactions: Int(rows.integer(row: 0, column: 2) ?? 0), finalTransactions: Int(rows.integer(row: 0, column: 3) ?? 0),
            vainTransactions: Int(rows.integer(row: 0, column: 4) ?? 0),
            alarms: (rows.text(row: 0, column: 5) ?? "").split(separator: " ").compactMap { TransactionAlarm(rawValue: String($0)) },
            sender: rows.text(row: 0, column: 6))
    }
}
