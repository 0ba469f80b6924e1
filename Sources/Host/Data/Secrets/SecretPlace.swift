/// To whom a secret belongs. It is sealed with the value, so that one that is moved elsewhere does not open there.
package struct SecretPlace: Sendable, Hashable {
    /// The operator's key for one that holds for all tenants.
    package let tenant: TenantKey
    package let plugin: String
    package let name: String

    package init(tenant: TenantKey, plugin: String, name: String) {
        self.tenant = tenant
        self.plugin = plugin
        self.name = name
    }

    /// Whether it is the operator's, for all tenants.
    package var isCommon: Bool { tenant == .operator }

    /// Each field with its length before it, so that no content can imitate the end of a field.
    var authenticatedBytes: [UInt8] {
        var bytes = Array("hashinsight secret 1".utf8)
        withUnsafeBytes(of: tenant.rawValue.bigEndian) { bytes.append(contentsOf: $0) }
        for text in [plugin, name] {
            withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: text.utf8)
        }
        return bytes
    }
}
