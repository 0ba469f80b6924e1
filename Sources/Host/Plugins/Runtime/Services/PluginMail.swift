package import HostData
package import HostEgress

/// What a host sends plugins' mails with.
package struct PluginMail: Sendable {
    /// Of the addresses, in lower case, those of a tenant's members who may sign in.
    package typealias Members = @Sendable (_ tenant: TenantKey, _ addresses: [String], _ deadlineNanos: UInt64) async throws -> Set<String>

    /// Nil where the installation has no mail server.
    package let mailer: Mailer?
    let members: Members

    package init(mailer: Mailer?, members: @escaping Members) {
        self.mailer = mailer
        self.members = members
    }

    /// Of a host that sends no mail.
    static let absent = PluginMail(mailer: nil) { _, _, _ in [] }
}
