import PluginKit

/// One exchange that an order needs: bytes to send and what to make of no answer.
struct DeviceRequest: Sendable, Equatable {
    /// What it means when no whole reply comes.
    enum Silence: Sendable, Equatable {
        /// Nothing was changed by this request.
        case nothingDone
        /// The device may have obeyed all the same.
        case mayBeDone
        /// The order has ended before; this request only tidies up.
        case settled(DeviceVerdict)
    }

    var port: UInt16
    var bytes: [UInt8]
    var framing: ReplyFraming
    var silence = Silence.nothingDone

    /// When the device service takes the reply for whole.
    var end: DeviceRound.ReplyEnd {
        switch framing {
        case .command: .nulByte
        case .http: .close
        case .lengthPrefixed: .lengthPrefix
        }
    }
}
