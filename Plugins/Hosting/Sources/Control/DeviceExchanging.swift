import PluginKit

/// Where rounds of exchanges with devices go.
protocol DeviceExchanging: Sendable {
    /// All replies of a round, in the order in which they came. Throws `PluginError` where no round could be run.
    func replies(_ round: DeviceRound) async throws -> [DeviceReply]
}

/// The host's device service.
struct DeviceServiceExchanges: DeviceExchanging {
    let devices: Devices

    func replies(_ round: DeviceRound) async throws -> [DeviceReply] {
        var replies: [DeviceReply] = []
        replies.reserveCapacity(round.count)
        for try await reply in devices.exchange(round) { replies.append(reply) }
        return replies
    }
}
