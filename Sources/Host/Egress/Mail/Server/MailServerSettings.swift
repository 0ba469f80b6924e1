/// The settings of the mail server as the operator writes them. Pure.
package struct MailServerSettings: Sendable {
    /// `SMTP_URL`: `smtp://host:587` or `smtps://host:465`.
    package var url: String?
    package var user: String?
    package var password: String?
    /// `SMTP_FROM`: an address, or `Name <address>`.
    package var from: String?
    package var gmailUser: String?
    package var gmailPassword: String?
    /// `SMTP_ALLOW_PLAIN`: `?tls=off` is taken for servers on other machines too.
    package var allowsPlain = false

    package init() {}

    /// What to set, for whoever misses it.
    package static let expected =
        "SMTP_URL and SMTP_FROM, with SMTP_USER and SMTP_PASSWORD if the server wants them, or GMAIL_USER and GMAIL_PASSWORD"

    /// The server; nil if nothing is set.
    ///
    /// - Throws: ``MailServerError`` that names the setting which is wrong or missing.
    package func server() throws(MailServerError) -> MailServer? {
        guard gmailUser != nil || gmailPassword != nil else { return try smtp() }
        guard url == nil, user == nil, password == nil else {
            throw MailServerError("GMAIL_USER and GMAIL_PASSWORD stand beside SMTP_URL, SMTP_USER or SMTP_PASSWORD; give one server")
        }
        guard let gmailUser, let gmailPassword else {
            throw MailServerError("of GMAIL_USER and GMAIL_PASSWORD only one is set; give both")
        }
        guard let address = MailAddress(gmailUser) else { throw MailServerError("GMAIL_USER is not \(MailAddress.expected)") }
        // As Google shows app passwords: in groups.
        return .gmail(user: address, password: gmailPassword.filter { $0 != " " }, from: try sender())
    }

    private func smtp() throws(MailServerError) -> MailServer? {
        guard let url else {
            guard user == nil, password == nil, from == nil else {
                throw MailServerError("SMTP_URL is not set, others are: give the server as smtp://host:587 or smtps://host:465")
            }
            return nil
        }
        guard (user == nil) == (password == nil) else {
            throw MailServerError("of SMTP_USER and SMTP_PASSWORD only one is set; give both or none")
        }
        let place = try Self.place(url)
        guard let from = try sender() ?? user.flatMap(MailAddress.init).map({ Mailbox($0) }) else {
            throw MailServerError("SMTP_FROM is not set: give the address that mails are from, such as HashInsight <noreply@example.org>")
        }
        let server = MailServer(
            host: place.host, port: place.port, security: place.security, user: user, password: password ?? "", from: from)
        guard server.security != .none || server.isLoopback || allowsPlain else {
            throw MailServerError(
                "SMTP_URL says tls=off for another machine than this one, so everybody between could read the mails and the password; take TLS, or set SMTP_ALLOW_PLAIN=1"
            )
        }
        return server
    }

    private func sender() throws(MailServerError) -> Mailbox? {
        guard let from else { return nil }
        guard let match = from.wholeMatch(of: /(?:([^<>]*?)\s*<([^<>]+)>)|([^<>]+)/),
            let address = MailAddress(String(match.2 ?? match.3 ?? ""))
        else {
            throw MailServerError("SMTP_FROM is not \(MailAddress.expected), or Name <address>")
        }
        var name = String(match.1 ?? "")
        if name.count >= 2, name.first == "\"", name.last == "\"" { name = String(name.dropFirst().dropLast()) }
        guard MailRules.isLine(name, atMost: MailLimits.maximumNameBytes) else {
            throw MailServerError("the name in SMTP_FROM has control characters or more than \(MailLimits.maximumNameBytes) bytes")
        }
        return Mailbox(address, name: name)
    }

    private static func place(_ url: String) throws(MailServerError) -> (host: String, port: UInt16, security: MailServer.Security) {
        guard !url.contains("@") else {
            throw MailServerError("SMTP_URL holds a user or password, which logs would show: give them as SMTP_USER and SMTP_PASSWORD")
        }
        let form = /(smtps?):\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::([0-9]{1,5}))?\/?(\?tls=off)?/
        guard let match = url.wholeMatch(of: form) else {
            throw MailServerError("SMTP_URL is not of the form smtp://host:587 or smtps://host:465")
        }
        let isTLS = match.1 == "smtps"
        let isPlain = match.4 != nil
        guard !isTLS || !isPlain else { throw MailServerError("SMTP_URL begins with smtps and says tls=off; give one of them") }
        let standard: UInt16 = isTLS ? 465 : isPlain ? 25 : 587
        guard let port = match.3 == nil ? standard : match.3.flatMap({ UInt16($0) }), port > 0 else {
            throw MailServerError("the port in SMTP_URL is not 1 to 65,535")
        }
        let host = match.2.first == "[" ? String(match.2.dropFirst().dropLast()) : String(match.2)
        guard match.2.first != "[" || IPAddress(host) != nil else { throw MailServerError("the address in SMTP_URL is none") }
        return (host, port, isTLS ? .tls : isPlain ? MailServer.Security.none : .startTLS)
    }
}
