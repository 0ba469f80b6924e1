package import Ethereum
package import HostData
internal import PostgresClient

/// What the notary keeps in the database, for one account in one contract of one chain.
///
/// Thread: any, for every function; none blocks.
package struct NotaryStore: Sendable {
    package let chainID: UInt64
    package let contract: Address
    package let notary: Address
    /// What this host is called.
    package let host: String
    let pool: PostgresPool

    package init(database: Database, chainID: UInt64, contract: Address, notary: Address, host: String) {
        self.chainID = chainID
        self.contract = contract
        self.notary = notary
        self.host = host
        pool = database.host
    }

    var chain: PostgresValue { .int(Int64(chainID)) }
    var account: PostgresValue { .bytes(notary.bytes) }
    /// Sees the leaves of all tenants.
    static let everybody = TenantContext(tenantId: "operator", key: .operator)

    /// Does something in one transaction that counts only while this host has the lease.
    ///
    /// The lease's row is held until the end, so that another host takes over before or after, never in between.
    /// - Throws: ``NotaryStoreError`` with `fenced`, and nothing is stored, if another host has taken over.
    func fenced<Value: Sendable>(_ lease: NotaryLease, _ body: (PostgresSession) async throws -> Value) async throws -> Value {
        try await pool.withSession { session in
            try await session.transaction { session in
                let held = try await session.query(
                    "SELECT 1 FROM app.notary_lease WHERE holder = $1::uuid AND fence = $2 FOR SHARE", .text(lease.holder),
                    .int(lease.fence))
                guard held.rowCount == 1 else { throw NotaryStoreError(.fenced, "another host anchors now") }
                return try await body(session)
            }
        }
    }
}

/// The right to reserve nonces, sign and store.
package struct NotaryLease: Sendable, Hashable {
    /// The host's own mark, a UUID.
    package let holder: String
    package let fence: Int64
}

/// Why the notary's rows could not be read or written.
package struct NotaryStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds.
    package enum Code: String, Sendable {
        /// Another host has the lease.
        case fenced
        /// A row says what cannot be.
        case damaged
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
