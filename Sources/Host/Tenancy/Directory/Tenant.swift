package import HostData

/// One tenant as the directory knows it.
package struct Tenant: Sendable, Hashable {
    package let id: String
    package let key: TenantKey
    package let kind: TenantKind
    package let name: String
    /// The provider of a client; nil for providers and the operator.
    package let parentId: String?
    /// How many jobs of this tenant may run at a time.
    package let slots: Int
    /// Whether the tenant itself and its provider are switched on. Members of a disabled tenant cannot sign in.
    package let isEnabled: Bool

    package init(id: String, key: TenantKey, kind: TenantKind, name: String, parentId: String?, slots: Int, isEnabled: Bool) {
        self.id = id
        self.key = key
        self.kind = kind
        self.name = name
        self.parentId = parentId
        self.slots = slots
        self.isEnabled = isEnabled
    }

    /// In whose name statements of this tenant run, and which rows they may see.
    package var context: TenantContext { TenantContext(tenantId: id, key: key) }

    /// Whether this tenant may see the rows of another.
    package func sees(_ other: Tenant) -> Bool { key.sight.contains(other.key.rawValue) }
}
