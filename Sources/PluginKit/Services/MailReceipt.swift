import PluginABI

/// That the mail server has taken a mail. It does not say that the mail arrives.
public struct MailReceipt: Sendable {
    /// Recipients that the server took it for; at least one.
    public let accepted: [String]
    /// Recipients that it did not take it for, and what it said, such as `550 5.1.1 no such user`.
    public let rejected: [(address: String, reply: String)]
    /// The mail's own name, without angle brackets.
    public let messageId: String
    /// What the server said when it took the mail.
    public let reply: String
    /// From start to end, in microseconds, waiting in line included.
    public let elapsedMicros: Int

    init(_ message: [UInt8]) throws(PluginError) {
        let owned = OwnedMessage(try message.reading { buffer throws(PluginError) in try MessageReader(buffer) })
        accepted = owned.texts(Int(HI_MAIL_ANSWER_ACCEPTED))
        guard !accepted.isEmpty else { throw PluginError(.internal, "The host gave a receipt for a mail that nobody got.") }
        rejected = owned.pairs(Int(HI_MAIL_ANSWER_REJECTED)).map { ($0.name, $0.value) }
        messageId = owned.text(Int(HI_MAIL_ANSWER_MESSAGE_ID)) ?? ""
        reply = owned.text(Int(HI_MAIL_ANSWER_REPLY)) ?? ""
        elapsedMicros = Int(clamping: owned.integer(Int(HI_MAIL_ANSWER_ELAPSED_US)) ?? 0)
    }
}
