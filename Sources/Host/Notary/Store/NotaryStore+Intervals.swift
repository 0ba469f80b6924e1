package import Ethereum
internal import HostData
package import PostgresClient

extension NotaryStore {
    /// The stream that intervals go into, and where it stands.
    package struct Stream: Sendable, Hashable {
        package let id: Int64
        package let stream: Bytes32
        /// Why nothing goes into it.
        package let halted: String?
        /// The operator lets it pass over nonces that something else has used.
        package let isResumed: Bool
        /// Of the last interval; 0 and 32 zero bytes before the first.
        package let sequence: UInt64
        package let link: Bytes32
        /// Since the last interval was sealed; nil before the first.
        package let secondsSinceSealed: Double?
        /// The nonce after the last that this database knows of; nil if it knows of none.
        package let nextNonce: UInt64?
    }

    static let makeStream: Statement = """
        INSERT INTO app.notary_streams (chain_id, contract, notary, stream) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """
    private static let readStream: Statement = """
        SELECT s.id, s.stream, s.halted, s.resumed, i.sequence, i.link, extract(epoch FROM clock_timestamp() - i.sealed_at)::float8,
            (SELECT max(t.nonce) + 1 FROM app.notary_transactions t WHERE t.chain_id = $1 AND t.notary = $3)
        FROM app.notary_streams s
        -- A stream that was handed over goes on from where the account before left it.
        LEFT JOIN LATERAL (
            SELECT i.sequence, i.link, i.sealed_at FROM app.notary_streams o JOIN app.notary_intervals i ON i.stream_id = o.id
            WHERE o.chain_id = s.chain_id AND o.contract = s.contract AND o.stream = s.stream ORDER BY i.sequence DESC LIMIT 1) i ON true
        WHERE s.chain_id = $1 AND s.contract = $2 AND s.notary = $3
        """
    static let halt: Statement = "UPDATE app.notary_streams SET halted = $2, resumed = false WHERE id = $1"
    private static let readHalted: Statement = """
        SELECT halted FROM app.notary_streams WHERE chain_id = $1 AND contract = $2 AND notary = $3 FOR UPDATE
        """
    private static let resumeStream: Statement = """
        UPDATE app.notary_streams SET halted = NULL, resumed = true WHERE chain_id = $1 AND contract = $2 AND notary = $3
        """
    private static let abandonStrangers: Statement = """
        UPDATE app.notary_transactions SET abandoned = true, changed_at = now()
        WHERE chain_id = $1 AND notary = $2 AND NOT abandoned AND alarm = 'key_used_elsewhere' AND attempt IS NULL
        """
    private static let insertInterval: Statement = """
        INSERT INTO app.notary_intervals (stream_id, sequence, previous_link, root, size, manifest, link, leaves)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
        """
    private static let takeLeaves: Statement = """
        UPDATE app.notary_leaves l SET interval_id = $1, leaf_index = x.place, path = decode(x.path, 'hex')
        FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[]) AS x (tenant_id, key, place, path)
        WHERE l.tenant_id = x.tenant_id AND l.key = x.key AND l.interval_id IS NULL
        """
    private static let leavesAtOnce = 1_000
    private static let orphan: Statement = """
        SELECT i.id, i.sequence, i.previous_link, i.root, i.size, i.manifest FROM app.notary_intervals i
        WHERE i.stream_id = $1 AND NOT EXISTS (SELECT FROM app.notary_transactions t WHERE t.interval_id = i.id AND NOT t.abandoned)
        ORDER BY i.sequence LIMIT 1
        """

    /// The stream of this account in this contract; made, with a random id, where there is none.
    package func stream(_ lease: NotaryLease) async throws -> Stream {
        if let found = try await stream() { return found }
        try await fenced(lease) { session in
            _ = try await session.query(
                Self.makeStream, chain, .bytes(contract.bytes), account, .bytes(Bytes32.random().bytes))
        }
        guard let made = try await stream() else { throw NotaryStoreError(.damaged, "the stream that was made is not there") }
        return made
    }

    /// The stream of this account in this contract; nil where there is none yet.
    package func stream() async throws -> Stream? {
        let rows = try await pool.query(Self.readStream, chain, .bytes(contract.bytes), account)
        guard rows.rowCount == 1, let id = rows.integer(row: 0, column: 0) else { return nil }
        let sequence = rows.integer(row: 0, column: 4)
        return Stream(
            id: id, stream: try rows.digest(row: 0, column: 1), halted: rows.text(row: 0, column: 2),
            isResumed: rows.boolean(row: 0, column: 3) ?? false, sequence: UInt64(sequence ?? 0),
            link: sequence == nil ? .zero : try rows.digest(row: 0, column: 5), secondsSinceSealed: rows.number(row: 0, column: 6),
            nextNonce: rows.integer(row: 0, column: 7).map { UInt64($0) })
    }

    /// Lets nothing more into the stream until the operator says so.
    package func halt(_ lease: NotaryLease, _ stream: Stream, reason: String) async throws {
        try await fenced(lease) { _ = try await $0.query(Self.halt, .int(stream.id), .text(reason)) }
    }

    /// The operator's word that it may go on: what was anchored under a nonce that something else used gets another.
    ///
    /// - Parameter also: Done in the same transaction once it may go on, with the reason for which it was halted.
    /// - Returns: Whether anything was halted.
    package func resume(_ also: @Sendable (PostgresSession, String) async throws -> Void = { _, _ in }) async throws -> Bool {
        try await pool.withSession { session in
            try await session.transaction { session in
                let halted = try await session.query(Self.readHalted, chain, .bytes(contract.bytes), account)
                let strangers = try await session.execute([(Self.abandonStrangers, [chain, account])])[0].affected
                guard halted.rowCount == 1 else { return false }
                let reason = halted.text(row: 0, column: 0)
                guard reason != nil || strangers > 0 else { return false }
                _ = try await session.query(Self.resumeStream, chain, .bytes(contract.bytes), account)
                try await also(session, reason ?? TransactionAlarm.keyUsedElsewhere.advice)
                return true
            }
        }
    }

    /// Stores an interval, what is in it, and the transaction that anchors it, all or nothing.
    package func seal(
        _ lease: NotaryLease, _ interval: BlindedInterval, sequence: UInt64, of leaves: [WaitingLeaf], into stream: Stream, nonce: UInt64,
        attempt: TransactionAttempt
    ) async throws -> Int64 {
        let anchor = interval.anchor
        let all = interval.leaves.flatMap(\.bytes)
        let rows = try leaves.map { leaf in
            guard let proof = try interval.inclusion(of: leaf.leaf) else {
                throw NotaryStoreError(.damaged, "a leaf of the interval is not in it")
            }
            return (leaf, proof)
        }
        return try await fenced(lease) { session in
            _ = try await session.execute([(TenantContext.statement, Self.everybody.parameters)])
            let made = try await session.query(
                Self.insertInterval, .int(stream.id), .int(Int64(sequence)), .bytes(anchor.previousLink.bytes), .bytes(anchor.root.bytes),
                .int(Int64(interval.leaves.count)), .bytes(anchor.manifest.bytes), .bytes(anchor.link.bytes), .bytes(all))
            let id = made.integer(row: 0, column: 0) ?? 0
            for start in stride(from: 0, to: rows.count, by: Self.leavesAtOnce) {
                let part = rows[start..<min(start + Self.leavesAtOnce, rows.count)]
                let taken = try await session.execute([
                    (
                        Self.takeLeaves,
                        [
                            .int(id), .array(part.map { "\($0.0.tenant)" }), .array(part.map(\.0.key)),
                            .array(part.map { "\($0.1.index)" }),
                            .array(part.map { Hex.encode($0.1.path.flatMap(\.bytes), prefixed: false) }),
                        ]
                    )
                ])[0].affected
                guard taken == part.count else { throw NotaryStoreError(.damaged, "a leaf that waited is gone or taken") }
            }
            try await insert(session, nonce: nonce, interval: id, attempt: attempt, stream: stream)
            return id
        }
    }

    /// An interval that no transaction anchors any more.
    package struct Orphan: Sendable, Hashable {
        package let id: Int64
        package let sequence: UInt64
        package let anchor: Anchor
    }

    /// The first interval of the stream whose transactions were all in vain.
    package func orphan(of stream: Stream) async throws -> Orphan? {
        let rows = try await pool.query(Self.orphan, .int(stream.id))
        return rows.rowCount == 1 ? try Self.orphan(rows, stream: stream.stream) : nil
    }
}
