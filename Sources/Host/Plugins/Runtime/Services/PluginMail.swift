package import HostData
package import HostEgress

/// What a host sends plugins' mails with.
package struct PluginMail: Sendable {
    /// Of the addresses, in lower case, those of a tenant's members who may sign in.
    package typealias Members = @Sendable (_ tenant: TenantKey, _ addresses: [String], _ deadlineNanos: UInt64) async throws -> Set<String>

    /// Nil where the installation has no mail server.
    package let mailer: Mailer?
    let members: Members
    /// Counts the mails of a day for all hosts; nil where each process counts its own.
    let days: MailDays?

    package init(mailer: Mailer?, days: MailDays? = nil, members: @escaping Members) {
        self.mailer = mailer
        self.days = days
        self.members = members
    }

    /// Of a host that sends no mail.
    static let absent = PluginMail(mailer: nil) { _, _, _ in [] }
}
