import HostEgress
import PluginABI

/// Writes what became of a mail as a message (mail.h). Pure.
enum MailAnswerWriter {
    static func message(_ receipt: MailReceipt, messageId: String) -> [UInt8] {
        var writer = MessageWriter(kind: 0, fields: 3 + receipt.accepted.count + 2 * receipt.rejected.count)
        for address in receipt.accepted { writer.add(Int(HI_MAIL_ANSWER_ACCEPTED), text: address.description) }
        for rejection in receipt.rejected {
            writer.add(Int(HI_MAIL_ANSWER_REJECTED), text: rejection.address.description)
            writer.add(Int(HI_MAIL_ANSWER_REJECTED), text: rejection.reply)
        }
        writer.add(Int(HI_MAIL_ANSWER_MESSAGE_ID), text: messageId)
        writer.add(Int(HI_MAIL_ANSWER_REPLY), text: receipt.reply)
        writer.add(Int(HI_MAIL_ANSWER_ELAPSED_US), integer: Int64(clamping: receipt.elapsedNanos / 1_000))
        return writer.finish()
    }
}
