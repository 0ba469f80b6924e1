/// What became of an order.
struct DeviceOrderResult: Sendable, Equatable {
    enum Outcome: String, Sendable, CaseIterable {
        /// The device said that it does it.
        case accepted
        /// The device was already so.
        case alreadySo = "already_so"
        /// No way is known to do this with its firmware, or the firmware says that it does not know the order; nothing was done.
        case unsupported
        /// The device said no: a wrong password, a command that is switched off, a value that it does not take.
        case refused
        /// The device was not reached; nothing was done.
        case unreachable
        /// The order was sent and no answer came that says whether it was obeyed.
        case unconfirmed
    }

    var minerId: Int64
    var outcome: Outcome
    /// Why; what the device said where it said something.
    var why: DeviceMessage
    /// In which work mode the device hashes, where it told one that hashes.
    var workMode: String?

    /// Why, for a person, in English.
    var detail: String { why.text }
}
