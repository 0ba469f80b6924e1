package import Ethereum
internal import PostgresClient

/// A transaction that a command has signed and that has not come to its end.
package struct NotaryOrder: Sendable, Hashable {
    package let attempt: TransactionAttempt
    package let transaction: Transaction

    /// Whether it does the same, whatever its nonce and fees are.
    package func does(_ to: Address?, _ data: [UInt8]) -> Bool { transaction.to == to && transaction.data == data }
}

extension NotaryStore {
    /// What became of an order.
    package enum OrderOutcome: String, Sendable {
        case done
        case refused
        case lost
    }

    private static let openOrder: Statement =
        "SELECT raw FROM app.notary_orders WHERE chain_id = $1 AND notary = $2 AND outcome IS NULL"
    private static let keepOrder: Statement = """
        INSERT INTO app.notary_orders (chain_id, notary, nonce, hash, raw, host) VALUES ($1, $2, $3, $4, $5, $6)
        """
    private static let endOrder: Statement = """
        UPDATE app.notary_orders SET outcome = $4 WHERE chain_id = $1 AND notary = $2 AND hash = $3 AND outcome IS NULL
        """

    /// The account's order that is under way; nil while there is none.
    package func openOrder() async throws -> NotaryOrder? {
        let rows = try await pool.query(Self.openOrder, chain, account)
        guard rows.rowCount == 1 else { return nil }
        let signed = try SignedTransaction(raw: rows.bytes(row: 0, column: 0) ?? [])
        return NotaryOrder(attempt: TransactionAttempt(signed), transaction: signed.transaction)
    }

    /// Stores signed bytes, before they are sent.
    func keep(_ lease: NotaryLease, _ order: NotaryOrder) async throws {
        try await fenced(lease) { session in
            _ = try await session.query(
                Self.keepOrder, chain, account, .int(Int64(order.transaction.nonce)), .bytes(order.attempt.hash.bytes),
                .bytes(order.attempt.raw), .text(host))
        }
    }

    /// Nothing is to be done for it any more.
    func end(_ lease: NotaryLease, _ order: NotaryOrder, _ outcome: OrderOutcome) async throws {
        try await fenced(lease) { session in
            _ = try await session.query(Self.endOrder, chain, account, .bytes(order.attempt.hash.bytes), .text(outcome.rawValue))
        }
    }
}
