/// Who switched a plugin for a tenant last, and when.
package struct LastSwitch: Sendable, Hashable {
    package let tenantId: String
    package let plugin: String
    /// A member's address, or what else made the change, as the audit has it.
    package let actor: String
    /// Since 1970, UTC.
    package let atMicros: Int64
}
