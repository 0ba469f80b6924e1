internal import Ethereum
internal import PostgresClient

extension NotaryStore {
    /// What became of an order.
    package enum OrderOutcome: String, Sendable {
        case done
        case refused
        case lost
    }

    // What a later form has taken the place of stands there as lost to another transaction, which it is, and may come into a block still.
    private static let openOrder: Statement = """
        SELECT raw FROM app.notary_orders WHERE chain_id = $1 AND notary = $2 AND (outcome IS NULL OR outcome = 'lost')
            AND nonce = (SELECT nonce FROM app.notary_orders WHERE chain_id = $1 AND notary = $2 AND outcome IS NULL)
        ORDER BY outcome IS NULL, signed_at
        """
    private static let keepOrder: Statement = """
        INSERT INTO app.notary_orders (chain_id, notary, nonce, hash, raw, host) VALUES ($1, $2, $3, $4, $5, $6)
        """
    private static let giveWay: Statement = """
        UPDATE app.notary_orders SET outcome = 'lost' WHERE chain_id = $1 AND notary = $2 AND nonce = $3 AND outcome IS NULL
        """
    private static let endOrder: Statement =
        "UPDATE app.notary_orders SET outcome = $4 WHERE chain_id = $1 AND notary = $2 AND hash = $3"

    /// The account's order that is under way; nil while there is none.
    package func openOrder() async throws -> NotaryOrder? {
        let rows = try await pool.query(Self.openOrder, chain, account)
        guard rows.rowCount > 0 else { return nil }
        return NotaryOrder(
            try (0..<rows.rowCount).map { NotaryOrder.Form(try SignedTransaction(raw: rows.bytes(row: $0, column: 0) ?? [])) })
    }

    /// Stores signed bytes, before they are sent; whatever of the same nonce was open gives way to them.
    func keep(_ lease: NotaryLease, _ form: NotaryOrder.Form) async throws {
        let nonce = PostgresValue.int(Int64(form.transaction.nonce))
        try await fenced(lease) { session in
            _ = try await session.query(Self.giveWay, chain, account, nonce)
            _ = try await session.query(
                Self.keepOrder, chain, account, nonce, .bytes(form.attempt.hash.bytes), .bytes(form.attempt.raw), .text(host))
        }
    }

    /// Nothing is to be done for an order any more.
    /// - Parameter form: The one that it came to; all others are lost to it.
    func end(_ lease: NotaryLease, _ form: NotaryOrder.Form, _ outcome: OrderOutcome) async throws {
        try await set(lease, form, .text(outcome.rawValue))
    }

    /// An earlier form has come into a block after all: it is the one that is open.
    func reopen(_ lease: NotaryLease, _ form: NotaryOrder.Form) async throws { try await set(lease, form, .null) }

    private func set(_ lease: NotaryLease, _ form: NotaryOrder.Form, _ outcome: PostgresValue) async throws {
        try await fenced(lease) { session in
            _ = try await session.query(Self.giveWay, chain, account, .int(Int64(form.transaction.nonce)))
            _ = try await session.query(Self.endOrder, chain, account, .bytes(form.attempt.hash.bytes), outcome)
        }
    }
}
