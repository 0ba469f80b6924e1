package import Ethereum
package import Foundation
internal import HostData
internal import PostgresClient

extension NotaryStore {
    private static let phases: Statement = """
        SELECT phase, count(*), count(*) FILTER (WHERE alarm IS NOT NULL AND phase <> 'finalized') FROM app.notary_transactions
        WHERE chain_id = $1 AND notary = $2 AND NOT abandoned GROUP BY phase
        """
    private static let newest: Statement = """
        SELECT i.sequence, extract(epoch FROM i.sealed_at)::float8,
            (SELECT count(*) FROM app.notary_leaves l WHERE l.interval_id = i.id), t.nonce, t.phase, t.alarm,
            coalesce(t.attempt, a.hash), t.block_number, a.number, a.raw
        FROM app.notary_streams s JOIN app.notary_intervals i ON i.stream_id = s.id
        LEFT JOIN app.notary_transactions t ON t.interval_id = i.id AND NOT t.abandoned
        LEFT JOIN LATERAL (SELECT number, hash, raw FROM app.notary_attempts
            WHERE chain_id = t.chain_id AND notary = t.notary AND nonce = t.nonce ORDER BY number DESC LIMIT 1) a ON true
        WHERE s.chain_id = $1 AND s.contract = $2 AND s.notary = $3 ORDER BY i.sequence DESC LIMIT $4
        """

    private static let signs: Statement = """
        SELECT (SELECT host FROM app.notary_lease WHERE lease_until > clock_timestamp()), s.halted, s.resumed,
            (SELECT max(sequence) FROM app.notary_intervals WHERE stream_id = s.id), (SELECT max(changed_at)::text
                FROM app.notary_transactions WHERE chain_id = $1 AND notary = $3),
            EXISTS (SELECT FROM app.notary_leaves WHERE interval_id IS NULL)
        FROM (SELECT) one LEFT JOIN app.notary_streams s ON s.chain_id = $1 AND s.contract = $2 AND s.notary = $3
        """

    /// What changes when the notary goes on; cheap to read.
    package struct Signs: Sendable, Hashable {
        private let all: [String?]

        init(_ rows: RowBatch) {
            all = [
                rows.text(row: 0, column: 0), rows.text(row: 0, column: 1), rows.boolean(row: 0, column: 2)?.description,
                rows.integer(row: 0, column: 3)?.description, rows.text(row: 0, column: 4), rows.boolean(row: 0, column: 5)?.description,
            ]
        }
    }

    /// Reads it.
    package func signs() async throws -> Signs {
        Signs(
            try await pool.execute([
                (TenantContext.statement, Self.everybody.parameters), (Self.signs, [chain, .bytes(contract.bytes), account]),
            ])[1].rows)
    }

    /// How many transactions are how far, and how the newest intervals are.
    package struct Overview: Sendable, Hashable {
        /// By phase; those that were abandoned are none of it.
        package let transactions: [String: Int]
        /// Under way and not going on as they should.
        package let stuck: Int
        /// The latest first.
        package let intervals: [Interval]
    }

    /// An interval and what anchors it.
    package struct Interval: Sendable, Hashable {
        package let sequence: UInt64
        package let sealedAt: Date
        /// Without the pads.
        package let leaves: Int
        /// nil, as all that follows, while no transaction is made for it.
        package let nonce: UInt64?
        package let phase: String?
        package let alarm: TransactionAlarm?
        /// Of the attempt that came into a block, or the dearest.
        package let transaction: Bytes32?
        package let block: UInt64?
        package let attempts: Int
        /// Of the dearest attempt: the gas it may use and the bytes that it has unsigned.
        package let gas: UInt64?
        package let unsignedCount: Int?
    }

    /// Reads it, with so many of the newest intervals.
    package func overview(intervals limit: Int) async throws -> Overview {
        let results = try await pool.execute([
            (TenantContext.statement, Self.everybody.parameters), (Self.phases, [chain, account]),
            (Self.newest, [chain, .bytes(contract.bytes), account, .int(Int64(limit))]),
        ])
        let (phases, rows) = (results[1].rows, results[2].rows)
        var counts: [String: Int] = [:]
        var stuck = 0
        for row in 0..<phases.rowCount {
            counts[phases.text(row: row, column: 0) ?? ""] = Int(phases.integer(row: row, column: 1) ?? 0)
            stuck += Int(phases.integer(row: row, column: 2) ?? 0)
        }
        return Overview(transactions: counts, stuck: stuck, intervals: try (0..<rows.rowCount).map { try Self.interval(rows, $0) })
    }

    private static func interval(_ rows: RowBatch, _ row: Int) throws -> Interval {
        let dearest = try rows.bytes(row: row, column: 9).map { try SignedTransaction(raw: $0).transaction }
        return Interval(
            sequence: UInt64(rows.integer(row: row, column: 0) ?? 0),
            sealedAt: Date(timeIntervalSince1970: rows.number(row: row, column: 1) ?? 0),
            leaves: Int(rows.integer(row: row, column: 2) ?? 0), nonce: rows.integer(row: row, column: 3).map { UInt64($0) },
            phase: rows.text(row: row, column: 4), alarm: rows.text(row: row, column: 5).flatMap(TransactionAlarm.init(rawValue:)),
            transaction: dearest == nil ? nil : try rows.digest(row: row, column: 6),
            block: rows.integer(row: row, column: 7).map { UInt64($0) }, attempts: Int(rows.integer(row: row, column: 8) ?? 0),
            gas: dearest?.gasLimit, unsignedCount: dearest?.unsignedBytes.count)
    }
}
