/// How one exchange ended. The raw values are those of `hashinsight/device.h`.
package enum DeviceOutcome: UInt8, Sendable, CaseIterable {
    /// The device's answer is whole.
    case replied = 0
    /// Connection refused, or reset before a byte came.
    case refused = 1
    /// No route, or no answer within the connect timeout.
    case unreachable = 2
    /// Connected, but the reply did not end in time; what came is in the reply.
    case timedOut = 3
    /// The reply passed the size limit; its beginning is in the reply.
    case tooLarge = 4
    /// The connection broke after some bytes; they are in the reply.
    case broken = 5
    /// The address lies outside the granted networks or is no numeric address, or the port is not granted.
    case notGranted = 6
    /// The round was cancelled, or its deadline passed, before the exchange ended.
    case cancelled = 7

    /// Whether another try may help: nothing of a reply has come.
    var mayBeTriedAgain: Bool { self == .refused || self == .unreachable }
}
