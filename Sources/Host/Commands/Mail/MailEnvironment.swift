import HostEgress

/// What the environment says of the server that takes the installation's mails.
enum MailEnvironment {
    /// `SMTP_URL` with `SMTP_USER`, `SMTP_PASSWORD` and `SMTP_FROM`, or `GMAIL_USER` and `GMAIL_PASSWORD`; nil if none is set.
    /// - Throws: ``Failure`` if one is wrong or missing, or a file cannot be read.
    static func server(_ environment: Environment) throws -> MailServer? {
        var settings = MailServerSettings()
        settings.url = try environment.value("SMTP_URL")
        settings.user = try environment.value("SMTP_USER")
        settings.password = try environment.value("SMTP_PASSWORD")
        settings.from = try environment.value("SMTP_FROM")
        settings.gmailUser = try environment.value("GMAIL_USER")
        settings.gmailPassword = try environment.value("GMAIL_PASSWORD")
        settings.allowsPlain = try environment.value("SMTP_ALLOW_PLAIN") == "1"
        do throws(MailServerError) { return try settings.server() } catch { throw Failure(.wrongInput, error.message) }
    }
}
