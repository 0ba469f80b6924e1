import PluginKit

/// Carries out orders with the device service: all of them step by step, each step one round of short exchanges with all devices.
struct DeviceCommander: DeviceCommanding {
    private let exchanges: any DeviceExchanging
    private let passwords: @Sendable () async throws -> DevicePasswords
    private let settings: HostingSettings
    private let now: @Sendable () -> Timestamp

    private static let connectAttempts = 2

    init(settings: HostingSettings, context: PluginContext) {
        self.init(
            settings: settings, exchanges: DeviceServiceExchanges(devices: context.devices),
            passwords: { try await DevicePasswords.read(context.secrets) }, now: { context.clock.now })
    }

    /// With other ways to devices, secrets and time.
    init(
        settings: HostingSettings, exchanges: any DeviceExchanging, passwords: @escaping @Sendable () async throws -> DevicePasswords,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.settings = settings
        self.exchanges = exchanges
        self.passwords = passwords
        self.now = now
    }

    func carryOut(_ orders: [DeviceOrder]) async throws -> [DeviceOrderResult] {
        guard !orders.isEmpty else { return [] }
        let passwords = try await passwords()
        var generator = SystemRandomNumberGenerator()
        let unixSeconds = now().unixMicros / 1_000_000
        var conversations = orders.map { order in
            let access = DeviceAccess(
                address: order.address, port: order.port, webPort: UInt16(clamping: settings.webPort),
                whatsminerPort: UInt16(clamping: settings.whatsminerPort), passwords: passwords, unixSeconds: unixSeconds,
                nonce: generator.next())
            return OrderConversation(order, adapter: FirmwareAdapters.adapter(order.firmware, order.action, access))
        }
        while true {
            let asking = DeviceCommander.asking(conversations)
            guard !asking.isEmpty else { break }
            try await step(asking, &conversations)
        }
        return conversations.compactMap(\.result)
    }

    /// Positions of the conversations that ask now: of several orders to one device only the first that has no result.
    private static func asking(_ conversations: [OrderConversation]) -> [Int] {
        var busy: Set<String> = []
        return conversations.indices.filter { conversations[$0].request != nil && busy.insert(conversations[$0].order.address).inserted }
    }

    /// One round for each way in which replies end, side by side.
    private func step(_ asking: [Int], _ conversations: inout [OrderConversation]) async throws {
        let requests = asking.compactMap { position in
            conversations[position].request.map { (position, $0, conversations[position].order.address) }
        }
        let rounds = [DeviceRound.ReplyEnd.close, .nulByte].compactMap { end -> DeviceRound? in
            var round = DeviceRound()
            round.connectTimeoutMillis = settings.connectTimeoutMillis
            round.timeoutMillis = settings.replyTimeoutMillis
            round.end = end
            for (position, request, address) in requests where request.end == end {
                round.add(key: Int64(position), address: address, port: request.port, request: request.bytes)
            }
            // An order may have been obeyed though its connection was reset: only what changes nothing is sent twice.
            let changesNothing = requests.allSatisfy { $0.1.end != end || $0.1.silence == .nothingDone }
            round.attempts = changesNothing ? DeviceCommander.connectAttempts : 1
            return round.count > 0 ? round : nil
        }
        let exchanges = exchanges
        let replies = try await withThrowingTaskGroup(of: [DeviceReply].self) { group in
            for round in rounds { group.addTask { try await exchanges.replies(round) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        var unanswered = Set(asking)
        for reply in replies {
            guard let position = Int(exactly: reply.key), unanswered.remove(position) != nil else { continue }
            conversations[position].take(reply.outcome, Array(reply.bytes), cause: reply.detail)
        }
        for position in unanswered { conversations[position].take(.cancelled, []) }
    }
}
