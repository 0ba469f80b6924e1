internal import Ethereum
internal import PostgresClient

extension NotaryStore {
    private static let insertTransaction: Statement = """
        INSERT INTO app.notary_transactions (chain_id, notary, nonce, interval_id, phase) VALUES ($1, $2, $3, $4, 'signed')
        """
    private static let insertAttempt: Statement = """
        INSERT INTO app.notary_attempts (chain_id, notary, nonce, number, hash, raw) VALUES ($1, $2, $3, $4, $5, $6)
        """
    private static let useResumption: Statement = "UPDATE app.notary_streams SET resumed = false WHERE id = $1"
    private static let open: Statement = """
        SELECT t.nonce, t.interval_id, t.phase, t.attempt, t.block_number, t.block_hash, t.succeeded, t.alarm, a.raw
        FROM app.notary_transactions t JOIN app.notary_attempts a USING (chain_id, notary, nonce)
        WHERE t.chain_id = $1 AND t.notary = $2 AND t.phase <> 'finalized' AND NOT t.abandoned ORDER BY t.nonce, a.number
        """
    private static let save: Statement = """
        UPDATE app.notary_transactions SET phase = $4, attempt = $5, block_number = $6, block_hash = $7, succeeded = $8, alarm = $9,
            abandoned = abandoned OR ($4 = 'finalized' AND NOT $8), changed_at = now()
        WHERE chain_id = $1 AND notary = $2 AND nonce = $3 AND phase <> 'finalized'
        """

    /// A transaction as it is stored.
    package struct StoredTransaction: Sendable, Hashable {
        package let nonce: UInt64
        package let interval: Int64
        package let phase: TransactionPhase
        package let alarm: TransactionAlarm?
        package let attempts: [TransactionAttempt]
    }

    /// Those that are not final, by nonce.
    package func openTransactions() async throws -> [StoredTransaction] {
        let rows = try await pool.query(Self.open, chain, account)
        var found: [StoredTransaction] = []
        for row in 0..<rows.rowCount {
            let nonce = UInt64(rows.integer(row: row, column: 0) ?? 0)
            let attempt = TransactionAttempt(try SignedTransaction(raw: rows.bytes(row: row, column: 8) ?? []))
            if let last = found.last, last.nonce == nonce {
                found[found.count - 1] = StoredTransaction(
                    nonce: nonce, interval: last.interval, phase: last.phase, alarm: last.alarm, attempts: last.attempts + [attempt])
                continue
            }
            var inclusion: TransactionPhase.Inclusion?
            if let number = rows.integer(row: row, column: 4) {
                inclusion = TransactionPhase.Inclusion(
                    attempt: try rows.digest(row: row, column: 3), blockNumber: UInt64(number),
                    blockHash: try rows.digest(row: row, column: 5), succeeded: rows.boolean(row: row, column: 6) ?? false)
            }
            guard let phase = TransactionPhase(word: rows.text(row: row, column: 2) ?? "", inclusion: inclusion) else {
                throw NotaryStoreError(.damaged, "transaction \(nonce) is in a phase that is none")
            }
            found.append(
                StoredTransaction(
                    nonce: nonce, interval: rows.integer(row: row, column: 1) ?? 0, phase: phase,
                    alarm: rows.text(row: row, column: 7).flatMap(TransactionAlarm.init(rawValue:)), attempts: [attempt]))
        }
        return found
    }

    /// Stores how far a transaction has come. One that the contract refused for good is abandoned with it.
    package func save(_ lease: NotaryLease, nonce: UInt64, phase: TransactionPhase, alarm: TransactionAlarm?) async throws {
        let place = phase.inclusion
        try await fenced(lease) { session in
            _ = try await session.query(
                Self.save, chain, account, .int(Int64(nonce)), .text(phase.word), PostgresValue(place?.attempt.bytes),
                PostgresValue(place.map { Int64($0.blockNumber) }), PostgresValue(place?.blockHash.bytes),
                place.map { .bool($0.succeeded) } ?? .null, PostgresValue(alarm?.rawValue))
        }
    }

    /// Stores another transaction for an interval whose transactions were in vain.
    package func anchorAgain(
        _ lease: NotaryLease, interval: Int64, of stream: Stream, nonce: UInt64, attempt: TransactionAttempt
    ) async throws {
        try await fenced(lease) { try await insert($0, nonce: nonce, interval: interval, attempt: attempt, stream: stream) }
    }

    /// Stores a dearer attempt.
    /// - Parameter number: 2 for the first replacement.
    package func replace(_ lease: NotaryLease, nonce: UInt64, number: Int, attempt: TransactionAttempt) async throws {
        try await fenced(lease) { try await insert($0, nonce: nonce, number: number, attempt: attempt) }
    }

    func insert(
        _ session: PostgresSession, nonce: UInt64, interval: Int64, attempt: TransactionAttempt, stream: Stream
    ) async throws {
        _ = try await session.query(Self.insertTransaction, chain, account, .int(Int64(nonce)), .int(interval))
        try await insert(session, nonce: nonce, number: 1, attempt: attempt)
        if stream.isResumed { _ = try await session.query(Self.useResumption, .int(stream.id)) }
    }

    private func insert(_ session: PostgresSession, nonce: UInt64, number: Int, attempt: TransactionAttempt) async throws {
        _ = try await session.query(
            Self.insertAttempt, chain, account, .int(Int64(nonce)), .int(Int64(number)), .bytes(attempt.hash.bytes), .bytes(attempt.raw))
    }
}
