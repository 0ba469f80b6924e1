package import Ethereum
package import PostgresClient

extension NotaryStore {
    private static let hasStream: Statement = """
        SELECT EXISTS (SELECT FROM app.notary_streams WHERE chain_id = $1 AND contract = $2 AND notary = $3 AND stream <> $4)
        """
    // A transaction that this database knows nothing of is known to be the command's: nobody else has the key.
    private static let passOver: Statement = """
        UPDATE app.notary_streams SET resumed = true WHERE chain_id = $1 AND notary = $2 AND halted IS NULL
        """
    /// Of an interval `i`. A transaction that was abandoned is not the one that has anchored it, whatever a node once told of it.
    private static let isFinal = """
        EXISTS (SELECT FROM app.notary_transactions t
            WHERE t.interval_id = i.id AND t.phase = 'finalized' AND t.succeeded AND NOT t.abandoned)
        """
    private static let unfinished = Statement("SELECT count(*) FROM app.notary_intervals i WHERE i.stream_id = $1 AND NOT \(isFinal)")
    private static let elsewhere = Statement(
        """
        SELECT s.notary, count(*) FROM app.notary_streams s JOIN app.notary_intervals i ON i.stream_id = s.id
        WHERE s.chain_id = $1 AND s.contract = $2 AND s.notary <> $3 AND NOT \(isFinal)
        GROUP BY s.notary ORDER BY s.notary
        """)

    /// Whether an account has another stream in this contract, so that it cannot take one over.
    package func hasOtherStream(_ account: Address, than stream: Bytes32) async throws -> Bool {
        let rows = try await pool.query(Self.hasStream, chain, .bytes(contract.bytes), .bytes(account.bytes), .bytes(stream.bytes))
        return rows.boolean(row: 0, column: 0) ?? false
    }

    /// Intervals of the stream that are not final.
    package func unfinishedIntervals(of stream: Stream) async throws -> Int {
        Int(try await pool.query(Self.unfinished, .int(stream.id)).integer(row: 0, column: 0) ?? 0)
    }

    /// Intervals in this contract that other accounts have anchored and not brought to their end: only their own keys can.
    package func unfinishedElsewhere() async throws -> [(account: Address, intervals: Int)] {
        let rows = try await pool.query(Self.elsewhere, chain, .bytes(contract.bytes), account)
        return try (0..<rows.rowCount).map {
            (try Address(bytes: rows.bytes(row: $0, column: 0) ?? []), Int(rows.integer(row: $0, column: 1) ?? 0))
        }
    }

    /// The stream goes on under another account, from where it stands; this account's part of it takes nothing more.
    /// - Parameter also: Done in the same transaction.
    package func handOver(
        _ lease: NotaryLease, _ stream: Stream, to new: Address, also: @Sendable (PostgresSession) async throws -> Void
    ) async throws {
        try await fenced(lease) { session in
            _ = try await session.query(
                Self.makeStream, chain, .bytes(contract.bytes), .bytes(new.bytes), .bytes(stream.stream.bytes))
            _ = try await session.query(Self.halt, .int(stream.id), .text("the stream was handed over to \(new)"))
            _ = try await session.query(Self.passOver, chain, account)
            try await also(session)
        }
    }

    /// The account has sent a transaction that the command ordered: its streams pass over that nonce.
    /// - Parameters:
    ///   - makesStream: Whether this contract gets a stream if it has none.
    ///   - also: Done in the same transaction.
    package func passOver(
        _ lease: NotaryLease, makesStream: Bool = true, also: @Sendable (PostgresSession) async throws -> Void = { _ in }
    ) async throws {
        try await fenced(lease) { session in
            if makesStream {
                _ = try await session.query(Self.makeStream, chain, .bytes(contract.bytes), account, .bytes(Bytes32.random().bytes))
            }
            _ = try await session.query(Self.passOver, chain, account)
            try await also(session)
        }
    }
}
