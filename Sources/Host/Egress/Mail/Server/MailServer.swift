/// The server that takes the installation's mails, and who the installation is there.
package struct MailServer: Sendable, CustomStringConvertible {
    /// How the connection is secured.
    package enum Security: Sendable, Hashable {
        /// In the clear at first; nothing is said before STARTTLS has made it secure.
        case startTLS
        /// From the first byte.
        case tls
        /// Not at all.
        case none
    }

    /// In lower case; an IPv6 address without brackets.
    package let host: String
    package let port: UInt16
    package let security: Security
    /// Nil where the server takes mail from anybody who reaches it.
    package let user: String?
    let password: String
    /// Whom every mail is from. The name is used where the tenant has none.
    package let from: Mailbox

    /// - Parameter security: `none` sends mails, and the password, in the clear.
    package init(host: String, port: UInt16, security: Security, user: String? = nil, password: String = "", from: Mailbox) {
        self.host = host.lowercased()
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.from = from
    }

    /// Google's server for an account and its app password.
    package static func gmail(user: MailAddress, password: String, from: Mailbox? = nil) -> MailServer {
        MailServer(
            host: "smtp.gmail.com", port: 587, security: .startTLS, user: user.description, password: password, from: from ?? Mailbox(user))
    }

    /// Whether the server is on this machine.
    package var isLoopback: Bool {
        switch IPAddress(host) {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let bits): bits == 1
        case nil: host == "localhost"
        }
    }

    /// Where it is and how it is reached, without the password.
    package var description: String {
        let how =
            switch security {
            case .startTLS: "with STARTTLS"
            case .tls: "with TLS"
            case .none: "in the clear"
            }
        return "\(endpoint) \(how)"
    }

    /// `smtp.example.org:587`.
    package var endpoint: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// As libcurl wants it. The path is the name that this side gives itself: the sender's domain, not this machine's name.
    var url: String { "\(security == .tls ? "smtps" : "smtp")://\(endpoint)/\(from.address.domain)" }
}
