import PluginKit

/// Where the exchanges of orders go.
protocol DeviceExchanging: Sendable {
    /// An answer for each of the round's exchanges, in any order. Throws `PluginError` where no round could be run.
    func answers(_ round: OrderRound) async throws -> [OrderAnswer]
}

/// Exchanges of one step that end alike.
struct OrderRound: Sendable {
    struct Exchange: Sendable {
        /// The order's position.
        var key: Int
        var address: String
        var request: DeviceRequest
    }

    var exchanges: [Exchange]
    var end: DeviceRound.ReplyEnd
    /// Tries for each.
    var attempts: Int
    var connectTimeoutMillis: Int
    var timeoutMillis: Int
}

/// How one exchange ended.
struct OrderAnswer: Sendable {
    var key: Int
    var outcome: DeviceReply.Outcome
    var bytes: [UInt8]
    /// The cause of a failure, for people.
    var cause: String
}

/// The host's device service.
struct DeviceServiceExchanges: DeviceExchanging {
    let devices: Devices

    func answers(_ round: OrderRound) async throws -> [OrderAnswer] {
        var exchanges = DeviceRound()
        exchanges.connectTimeoutMillis = round.connectTimeoutMillis
        exchanges.timeoutMillis = round.timeoutMillis
        exchanges.end = round.end
        exchanges.attempts = round.attempts
        for one in round.exchanges {
            exchanges.add(key: Int64(one.key), address: one.address, port: one.request.port, request: one.request.bytes)
        }
        var answers: [OrderAnswer] = []
        answers.reserveCapacity(exchanges.count)
        for try await reply in devices.exchange(exchanges) {
            guard let key = Int(exactly: reply.key) else { continue }
            answers.append(OrderAnswer(key: key, outcome: reply.outcome, bytes: Array(reply.bytes), cause: reply.detail))
        }
        return answers
    }
}
