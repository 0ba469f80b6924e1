import PluginABI

/// Mails through the installation's mail server: to the tenant's own members, or to anybody if the manifest asks for `grants: mail: any` and the
/// operator granted it.
///
/// Thread: any; waits without holding a thread. A mail is cancelled with the task that waits for it, unless the server has taken it.
public struct Mail: Sendable {
    let host: HostHandle

    /// Sends a mail and gives what the server said of its recipients.
    ///
    /// ```swift
    /// let receipt = try await context.mail.send(MailMessage(to: ["ana@example.org"], subject: "Twelve miners are down", text: report))
    /// ```
    /// Throws `.denied` for a recipient that is not granted (nobody gets the mail then), `.invalidArgument` for one that cannot be written,
    /// `.unavailable` where there is no mail server or it refuses the mail or all recipients, `.overQuota`, `.deadline`, `.cancelled`.
    /// `details` begins with a word for programs: `rejected` (for good) or `try_later`, then a colon and what was refused (`session`, `sender`,
    /// `recipients`, `mail`), `recipient_not_granted`, or `outcome_unknown` when the server had the whole mail and may deliver it.
    public func send(_ mail: MailMessage) async throws(PluginError) -> MailReceipt {
        let message = try mail.message()
        let table = host.services.mail
        let answer = try await HostOperation.ask(
            host, table?.send, cancel: table?.cancel, message,
            notGranted: PluginError(.denied, "Mails were not granted: the manifest must list \(HI_MAIL_1) under services."))
        return try MailReceipt(answer)
    }
}
