/// That the server has taken a mail, for whom, and for whom not.
package struct MailReceipt: Sendable, Hashable {
    /// A recipient that the server did not take, and what it said.
    package struct Rejection: Sendable, Hashable {
        package let address: MailAddress
        /// Such as `550 5.1.1 no such user`.
        package let reply: String

        package init(_ address: MailAddress, reply: String) {
            self.address = address
            self.reply = reply
        }
    }

    /// At least one.
    package let accepted: [MailAddress]
    package let rejected: [Rejection]
    /// What the server said when it took the mail: often the number that its log knows it by.
    package let reply: String
    package let elapsedNanos: UInt64
}
