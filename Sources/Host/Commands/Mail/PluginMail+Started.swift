import HostData
import HostEgress
import HostPlugins
import HostTenancy
import Logging

extension PluginMail {
    /// What this host sends plugins' mails with; where the machine has no thread or descriptor for it, an error in the log and no mail.
    static func started(_ server: MailServer?, _ database: Database, _ logger: Logger) -> PluginMail {
        var mailer: Mailer?
        do {
            if let server { mailer = try Mailer(server) }
        } catch {
            logger.error("mails are not possible: \(error)")
        }
        if let server, server.security == .none, !server.isLoopback {
            logger.warning("mails and the mail server's password cross the network in the clear", metadata: ["server": "\(server)"])
        }
        let addresses = MemberAddresses(database: database)
        let days = MailDays(database: database)
        return PluginMail(mailer: mailer, days: days) { try await addresses.members(of: $0, among: $1, deadlineNanos: $2) }
    }

    /// Ends what is under way.
    func cancelAll() { mailer?.cancelAll() }
}
