package import HostData

/// That a secret is set, when and by whom; never what it is.
package struct SecretRecord: Sendable, Hashable {
    package let place: SecretPlace
    /// Nil for one that holds for all tenants.
    package let tenantId: String?
    /// Of the key that it is sealed with, 16 hex digits.
    package let keyId: String
    /// Microseconds since 1970 UTC.
    package let setAtMicros: Int64
    /// A member's address, or `command line`.
    package let setBy: String

    static let sql = """
        SELECT s.tenant_id, t.id, s.plugin, s.name, s.key_id, (extract(epoch FROM s.set_at) * 1000000)::bigint, s.set_by
        FROM app.plugin_secrets s JOIN app.tenants t ON t.key = s.tenant_id
        """

    init(_ row: TenancyRow) throws {
        place = SecretPlace(tenant: TenantKey(rawValue: try row.integer(0)), plugin: try row.text(2), name: try row.text(3))
        tenantId = place.isCommon ? nil : try row.text(1)
        keyId = try row.text(4)
        setAtMicros = try row.integer(5)
        setBy = try row.text(6)
    }
}
