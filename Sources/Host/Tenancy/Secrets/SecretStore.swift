package import HostData
import PostgresClient

/// The secrets of plugins in the database: sealed, by tenant, plugin and name. What a plugin may have is decided above.
///
/// Every statement says in whose name it runs; the table's row security then shows it that tenant's rows and those for all, and no others.
package final class SecretStore: Sendable {
    let store: TenancyStore
    let directory: TenantDirectory
    package let keys: SecretKeyRing
    private let fromEnvironment: [String: SecretValue]

    /// - Parameters:
    ///   - keys: The installation's; all hosts on one database must have the same.
    ///   - fromEnvironment: Values for all tenants and plugins by the secret's name; a stored one comes before.
    package init(database: Database, directory: TenantDirectory, keys: SecretKeyRing, fromEnvironment: [String: SecretValue] = [:]) {
        store = TenancyStore(pool: database.host)
        self.directory = directory
        self.keys = keys
        self.fromEnvironment = fromEnvironment
    }

    /// Names that the environment gives.
    package var environmentNames: Set<String> { Set(fromEnvironment.keys) }

    /// Whether a read in a tenant's name would find something, as the directory knows it now.
    ///
    /// - Parameter allowsOwn: Whether the tenant may have one of its own.
    package func isSet(_ place: SecretPlace, allowsOwn: Bool, in snapshot: DirectorySnapshot) -> Bool {
        (allowsOwn && snapshot.secrets.contains(place))
            || snapshot.secrets.contains(SecretPlace(tenant: .operator, plugin: place.plugin, name: place.name))
            || fromEnvironment[place.name] != nil
    }

    /// Reads in a tenant's name: its own, else the one for all, else the environment's.
    ///
    /// - Parameters:
    ///   - allowsOwn: Whether the tenant may have one of its own.
    ///   - deadlineNanos: Absolute, CLOCK_MONOTONIC.
    /// - Returns: Nil if nobody has set it.
    /// - Throws: ``SecretError`` if it does not open; `PostgresError`.
    package func read(_ place: SecretPlace, allowsOwn: Bool = true, deadlineNanos: UInt64? = nil) async throws -> FoundSecret? {
        let rows = try await store.pool.execute(
            [
                Self.inTheName(of: place.tenant),
                (
                    Statement(
                        """
                        SELECT tenant_id, encode(sealed, 'hex') FROM app.plugin_secrets
                        WHERE tenant_id IN (0, $1::bigint) AND plugin = $2::text AND name = $3::text ORDER BY tenant_id DESC
                        """),
                    [.int(allowsOwn ? place.tenant.rawValue : 0), .text(place.plugin), .text(place.name)]
                ),
            ], deadlineNanos: deadlineNanos)[1].rows
        let found = try rows.first { (tenant: TenantKey(rawValue: try $0.integer(0)), sealed: try $0.hex(1)) }
        guard let found else { return fromEnvironment[place.name].map { FoundSecret(value: $0, isCommon: true) } }
        let stored = SecretPlace(tenant: found.tenant, plugin: place.plugin, name: place.name)
        return FoundSecret(value: try keys.open(SealedSecret(found.sealed), at: stored), isCommon: stored.isCommon)
    }

    /// What is set, without the values.
    ///
    /// - Parameters:
    ///   - plugin: Nil for all.
    ///   - tenant: Only this tenant's own and those for all; nil for every tenant's.
    /// - Throws: ``SecretError`` with `unavailable`.
    package func records(plugin: String? = nil, tenant: TenantKey? = nil) async throws(SecretError) -> [SecretRecord] {
        do {
            return try await store.pool.execute([
                Self.inTheName(of: tenant ?? .operator),
                (
                    Statement(SecretRecord.sql + " WHERE $1::text IS NULL OR s.plugin = $1::text ORDER BY s.plugin, s.name, s.tenant_id"),
                    [PostgresValue(plugin)]
                ),
            ])[1].rows.decode(SecretRecord.init)
        } catch {
            throw Self.unavailable(error)
        }
    }

    static func inTheName(of tenant: TenantKey) -> (Statement, [PostgresValue]) {
        (Statement("SELECT set_config('app.tenant', $1, true)"), [.text(String(tenant.rawValue))])
    }

    static func unavailable(_ cause: any Error) -> SecretError {
        cause as? SecretError ?? SecretError(.unavailable, "secrets need the database, which refused or did not answer", cause: cause)
    }
}
