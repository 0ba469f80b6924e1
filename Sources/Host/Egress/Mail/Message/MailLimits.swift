/// What bounds mails, whoever writes them.
package struct MailLimits: Sendable {
    /// Mails on their way at once, in all and of one tenant; more wait in line.
    package var mailsInAll = 4
    package var mailsPerTenant = 2
    /// What may wait of one tenant: mails, and their bytes.
    package var waiting = 64
    package var waitingBytes = 32 << 20
    /// Resolving, connecting, securing and signing in.
    package var connectTimeoutMilliseconds = 30_000
    /// How long the server may think about one command, and about the mail.
    package var answerTimeoutSeconds = 120

    package init() {}

    package static let maximumRecipients = 50
    package static let maximumSubjectBytes = 500
    package static let maximumNameBytes = 200
    package static let maximumAttachments = 10
    package static let maximumFileNameBytes = 200
    /// Of the bodies and attachments together, before they are encoded.
    package static let maximumContentBytes = 10 << 20
}
