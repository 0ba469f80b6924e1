package import HostData

/// A secret that was read, and whose it is.
package struct FoundSecret: Sendable {
    package let value: SecretValue
    /// Whether it is the operator's for all tenants, and not the tenant's own.
    package let isCommon: Bool

    package init(value: SecretValue, isCommon: Bool) {
        self.value = value
        self.isCommon = isCommon
    }
}
