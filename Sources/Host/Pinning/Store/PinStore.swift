package import HostData
internal import PostgresClient

/// What is to be pinned and where it is, in the database.
///
/// Thread: any, for every function; none blocks.
package struct PinStore: Sendable {
    /// What this host is called.
    package let host: String
    /// The providers that are asked; none while pinning is switched off.
    package let providers: [PinProviderName]
    let pool: PostgresPool

    package init(database: Database, host: String, providers: [PinProviderName]) {
        self.host = host
        self.providers = providers
        pool = database.host
    }

    /// Sees the rows of all tenants.
    static let everybody = TenantContext(tenantId: "operator", key: .operator)

    /// Does something for all tenants in one transaction that counts only while this host has the provider's lease.
    /// - Throws: ``PinStoreError`` with `fenced`, and nothing is stored, if another host has taken over.
    func fenced<Value: Sendable>(_ lease: PinLease, _ body: (PostgresSession) async throws -> Value) async throws -> Value {
        try await pool.withSession { session in
            try await session.transaction { session in
                let results = try await session.execute([
                    (TenantContext.statement, Self.everybody.parameters),
                    (Self.hold, [.text(lease.provider.rawValue), .text(lease.holder), .int(lease.fence)]),
                ])
                guard results[1].rows.rowCount == 1 else {
                    throw PinStoreError(.fenced, "another host asks \(lease.provider.rawValue) now")
                }
                return try await body(session)
            }
        }
    }

    private static let hold: Statement =
        "SELECT 1 FROM app.pin_providers WHERE name = $1 AND holder = $2::uuid AND fence = $3 FOR NO KEY UPDATE"
}

/// Why rows about pins could not be read or written.
package struct PinStoreError: Error, Sendable, Hashable, CustomStringConvertible {
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
