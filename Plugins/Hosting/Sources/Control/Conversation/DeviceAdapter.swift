import PluginKit

/// What an order does next.
enum DeviceStep: Sendable, Equatable {
    case ask(DeviceRequest)
    case done(DeviceVerdict)
}

/// How one firmware carries out one order: a machine of requests and replies, without I/O, clock or chance of its own.
protocol DeviceAdapter: Sendable {
    /// The first request, or the verdict where nothing is to be sent.
    mutating func begin() -> DeviceStep
    /// What follows the reply to the last request. The bytes come from outside and may be anything.
    mutating func take(_ reply: [UInt8]) -> DeviceStep
    /// Another way where the last request was not answered; nil where there is none.
    mutating func goOn(without outcome: DeviceReply.Outcome) -> DeviceStep?
    /// In which work mode the device hashes, where it told one that hashes.
    var workMode: String? { get }
}

extension DeviceAdapter {
    var workMode: String? { nil }
    mutating func goOn(without outcome: DeviceReply.Outcome) -> DeviceStep? { nil }
}
