package import Ethereum
internal import PostgresClient

extension NotaryStore {
    private static let recent: Statement = """
        SELECT count(*) FILTER (WHERE decided_at > clock_timestamp() - interval '1 hour'), coalesce(sum(gas * fee_wei + value_wei), 0)
        FROM app.notary_signatures
        WHERE chain_id = $1 AND notary = $2 AND allowed AND decided_at > clock_timestamp() - interval '1 day'
        """
    private static let decide: Statement = """
        INSERT INTO app.notary_signatures (host, fence, chain_id, notary, contract, selector, nonce, value_wei, gas, fee_wei, digest, allowed,
            reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """

    private static let last: Statement = """
        SELECT allowed, reason, nonce FROM app.notary_signatures WHERE chain_id = $1 AND notary = $2 ORDER BY id DESC LIMIT 1
        """

    /// Decides whether a transaction may be signed and writes the decision down, in one transaction. Throws ``SignerFault`` if not.
    ///
    /// A denial that is the same as the last decision is not written again: the table never shrinks.
    package func decide(_ lease: NotaryLease, _ transaction: Transaction, by policy: SignerPolicy) async throws {
        let refusal = try await fenced(lease) { session -> String? in
            let rows = try await session.query(Self.recent, chain, account)
            let usage = SignerPolicy.Usage(
                signaturesInHour: UInt64(rows.integer(row: 0, column: 0) ?? 0),
                weiInDay: try UInt256(decimal: rows.text(row: 0, column: 1) ?? "0"))
            let refusal = policy.refusal(of: transaction, after: usage)
            if let refusal {
                let last = try await session.query(Self.last, chain, account)
                if last.rowCount == 1, last.boolean(row: 0, column: 0) == false, last.text(row: 0, column: 1) == refusal,
                    last.integer(row: 0, column: 2) == Int64(clamping: transaction.nonce)
                {
                    return refusal
                }
            }
            _ = try await session.query(
                Self.decide, .text(host), .int(lease.fence), .int(Int64(clamping: transaction.chainID)), account,
                PostgresValue(transaction.to?.bytes), .bytes(Array(transaction.data.prefix(4))),
                .int(Int64(clamping: transaction.nonce)), .decimal("\(transaction.value)"), .int(Int64(clamping: transaction.gasLimit)),
                .decimal("\(transaction.maxFeePerGas)"), .bytes(transaction.signingDigest.bytes), .bool(refusal == nil),
                .text(refusal ?? "within the policy"))
            return refusal
        }
        if let refusal { throw SignerFault(.denied, refusal) }
    }
}
