package import Ethereum
internal import PostgresClient

extension NotaryStore {
    private static let intervalOf: Statement = """
        SELECT i.id, i.sequence, i.previous_link, i.root, i.size, i.manifest, s.stream
        FROM app.notary_transactions t JOIN app.notary_intervals i ON i.id = t.interval_id JOIN app.notary_streams s ON s.id = i.stream_id
        WHERE t.chain_id = $1 AND t.notary = $2 AND t.nonce = $3 AND s.contract = $4
        """
    private static let attemptsOf: Statement = """
        SELECT a.nonce, a.hash FROM app.notary_transactions t JOIN app.notary_attempts a USING (chain_id, notary, nonce)
        WHERE t.chain_id = $1 AND t.notary = $2 AND t.interval_id = $3 ORDER BY a.nonce, a.number
        """
    private static let isLink: Statement = """
        SELECT EXISTS (SELECT FROM app.notary_streams s JOIN app.notary_intervals i ON i.stream_id = s.id
            WHERE s.chain_id = $1 AND s.contract = $2 AND s.stream = $3 AND (i.link = $4 OR i.previous_link = $4))
        """
    private static let abandonOthers: Statement = """
        UPDATE app.notary_transactions SET abandoned = true, changed_at = now()
        WHERE chain_id = $1 AND notary = $2 AND interval_id = $3 AND nonce <> $4 AND NOT abandoned
        """
    private static let addTransaction: Statement = """
        INSERT INTO app.notary_transactions (chain_id, notary, nonce, interval_id, phase) VALUES ($1, $2, $4, $3, 'signed')
        ON CONFLICT DO NOTHING
        """
    private static let addAttempt: Statement = """
        INSERT INTO app.notary_attempts (chain_id, notary, nonce, number, hash, raw)
        SELECT $1::bigint, $2::bytea, $3::bigint, coalesce(max(number), 0) + 1, $4::bytea, $5::bytea FROM app.notary_attempts
        WHERE chain_id = $1 AND notary = $2 AND nonce = $3
        """
    private static let takeBack: Statement = """
        UPDATE app.notary_transactions SET abandoned = false, phase = 'included', attempt = $5, block_number = $6, block_hash = $7,
            succeeded = true, alarm = NULL, changed_at = now()
        WHERE chain_id = $1 AND notary = $2 AND interval_id = $3 AND nonce = $4
        """

    /// The interval that a nonce of this account anchors in this contract, whether or not it was abandoned.
    package func interval(of nonce: UInt64) async throws -> Orphan? {
        let rows = try await pool.query(Self.intervalOf, chain, account, .int(Int64(nonce)), .bytes(contract.bytes))
        return rows.rowCount == 1 ? try Self.orphan(rows, stream: rows.digest(row: 0, column: 6)) : nil
    }

    /// All that was ever signed for an interval and is known here, abandoned or not: nonces and hashes.
    package func attempts(of interval: Orphan) async throws -> [(nonce: UInt64, hash: Bytes32)] {
        let rows = try await pool.query(Self.attemptsOf, chain, account, .int(interval.id))
        return try (0..<rows.rowCount).map { (UInt64(rows.integer(row: $0, column: 0) ?? 0), try rows.digest(row: $0, column: 1)) }
    }

    /// Whether the stream stood at a link once, as far as is known here.
    package func isLink(_ link: Bytes32, of stream: Stream) async throws -> Bool {
        let rows = try await pool.query(Self.isLink, chain, .bytes(contract.bytes), .bytes(stream.stream.bytes), .bytes(link.bytes))
        return rows.boolean(row: 0, column: 0) ?? false
    }

    /// A transaction holds an interval on the chain after all: it counts from now on, and no other of the interval's does.
    /// - Parameter lost: Its bytes, where they are not known here.
    package func takeBack(
        _ lease: NotaryLease, _ interval: Orphan, nonce: UInt64, inclusion: TransactionPhase.Inclusion, lost: TransactionAttempt?
    ) async throws {
        let place: [PostgresValue] = [chain, account, .int(interval.id), .int(Int64(nonce))]
        try await fenced(lease) { session in
            _ = try await session.execute([(Self.abandonOthers, place)])
            if let lost {
                _ = try await session.execute([(Self.addTransaction, place)])
                _ = try await session.query(
                    Self.addAttempt, chain, account, .int(Int64(nonce)), .bytes(lost.hash.bytes), .bytes(lost.raw))
            }
            let taken = try await session.execute([
                (
                    Self.takeBack,
                    place + [
                        .bytes(inclusion.attempt.bytes), .int(Int64(inclusion.blockNumber)), .bytes(inclusion.blockHash.bytes),
                    ]
                )
            ])[0].affected
            guard taken == 1 else {
                throw NotaryStoreError(
                    .damaged,
                    "interval \(interval.sequence) stands on the chain under nonce \(nonce), which is another interval's here: the database was restored from an older backup; anchor under another account"
                )
            }
        }
    }

    static func orphan(_ rows: RowBatch, stream: Bytes32) throws -> Orphan {
        Orphan(
            id: rows.integer(row: 0, column: 0) ?? 0, sequence: UInt64(rows.integer(row: 0, column: 1) ?? 0),
            anchor: Anchor(
                stream: stream, previousLink: try rows.digest(row: 0, column: 2), root: try rows.digest(row: 0, column: 3),
                size: UInt256(UInt64(rows.integer(row: 0, column: 4) ?? 0)), manifest: try rows.digest(row: 0, column: 5)))
    }
}
