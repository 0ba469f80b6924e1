import Testing

@testable import HostEgress

@Suite("What is known of a mail server")
struct MailServerTests {
    private func settings(_ values: [String: String], allowsPlain: Bool = false) -> MailServerSettings {
        var settings = MailServerSettings()
        settings.url = values["url"]
        settings.user = values["user"]
        settings.password = values["password"]
        settings.from = values["from"]
        settings.gmailUser = values["gmail"]
        settings.gmailPassword = values["key"]
        settings.allowsPlain = allowsPlain
        return settings
    }

    @Test("Without settings there is none, and Gmail's needs an address and an app password alone")
    func gmail() throws {
        #expect(try settings([:]).server() == nil)
        let server = try #require(try settings(["gmail": "ana@gmail.com", "key": "abcd efgh ijkl mnop"]).server())
        #expect(server.endpoint == "smtp.gmail.com:587" && server.security == .startTLS && server.user == "ana@gmail.com")
        #expect(server.password == "abcdefghijklmnop" && server.from == Mailbox(MailAddress("ana@gmail.com")!))
        #expect(!"\(server)".contains("abcd") && server.url == "smtp://smtp.gmail.com:587/gmail.com")
        let named = try settings(["gmail": "ana@gmail.com", "key": "k", "from": "North <desk@north.example>"]).server()
        #expect(named?.from == Mailbox(MailAddress("desk@north.example")!, name: "North"))
    }

    @Test(
        "A server is read from its URL",
        arguments: [
            ("smtp://mail.example.org", "mail.example.org:587 with STARTTLS"),
            ("smtp://mail.example.org:25/", "mail.example.org:25 with STARTTLS"),
            ("smtps://Mail.Example.org", "mail.example.org:465 with TLS"), ("smtp://127.0.0.1:1025?tls=off", "127.0.0.1:1025 in the clear"),
            ("smtp://localhost?tls=off", "localhost:25 in the clear"), ("smtp://[::1]:2525/?tls=off", "[::1]:2525 in the clear"),
            ("smtp://[2001:db8::1]", "[2001:db8::1]:587 with STARTTLS"),
        ])
    func urls(url: String, expected: String) throws {
        let server = try #require(try settings(["url": url, "from": "a@example.org"]).server())
        #expect(server.description == expected && server.user == nil)
        let signedIn = try settings(["url": url, "user": "b@example.com", "password": "p"]).server()
        #expect(signedIn?.from.address.description == "b@example.com")
    }

    @Test(
        "What is wrong or missing is named",
        arguments: [
            (["url": "http://mail.example.org", "from": "a@example.org"], "form smtp://"),
            (["url": "smtp://mail.example.org/path", "from": "a@example.org"], "form smtp://"),
            (["url": "smtp://mail.example.org:0", "from": "a@example.org"], "port"),
            (["url": "smtp://mail.example.org:99999", "from": "a@example.org"], "port"),
            (["url": "smtp://u:p@mail.example.org", "from": "a@example.org"], "SMTP_USER"),
            (["url": "smtp://mail.example.org\r\nX", "from": "a@example.org"], "form smtp://"),
            (["url": "smtps://mail.example.org?tls=off", "from": "a@example.org"], "one of them"),
            (["url": "smtp://mail.example.org?tls=off", "from": "a@example.org"], "SMTP_ALLOW_PLAIN"),
            (["url": "smtp://[::zz]", "from": "a@example.org"], "form smtp://"),
            (["url": "smtp://[:::]", "from": "a@example.org"], "address"),
            (["url": "smtp://mail.example.org"], "SMTP_FROM"),
            (["url": "smtp://mail.example.org", "user": "u", "password": "p"], "SMTP_FROM"),
            (["url": "smtp://mail.example.org", "user": "u", "from": "a@example.org"], "SMTP_PASSWORD"),
            (["url": "smtp://mail.example.org", "from": "nobody"], "SMTP_FROM"),
            (["url": "smtp://mail.example.org", "from": "A\r\nBcc: x <a@example.org>"], "SMTP_FROM"), (["user": "u"], "SMTP_URL"),
            (["from": "a@example.org"], "SMTP_URL"), (["gmail": "ana@gmail.com"], "GMAIL_PASSWORD"), (["key": "k"], "GMAIL_USER"),
            (["gmail": "ana", "key": "k"], "GMAIL_USER"),
            (["gmail": "ana@gmail.com", "key": "k", "url": "smtp://a.example.org"], "one server"),
        ] as [([String: String], String)])
    func wrong(values: [String: String], said: String) {
        let error = #expect(throws: MailServerError.self) { try settings(values).server() }
        #expect(error?.message.contains(said) == true, "\(error?.message ?? "")")
    }

    @Test("In the clear to another machine only if that was allowed") func plain() throws {
        let server = try settings(["url": "smtp://mail.example.org?tls=off", "from": "a@example.org"], allowsPlain: true).server()
        #expect(server?.security == MailServer.Security.none && server?.isLoopback == false)
    }
}
