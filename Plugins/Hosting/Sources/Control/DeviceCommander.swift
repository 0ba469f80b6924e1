import PluginKit

/// Carries out orders with the device service: all of them step by step, each step one round of short exchanges with all devices.
struct DeviceCommander: DeviceCommanding {
    private let exchanges: any DeviceExchanging
    private let passwords: @Sendable () async throws -> DevicePasswords
    private let settings: HostingSettings
    private let now: @Sendable () -> Timestamp
    /// Keeps what miners were told of their rest, for those who watch them, and who cannot rest, for those who choose.
    private let remember: @Sendable (OrderMemory) async -> Void
    /// In which work modes miners hashed that are to be woken, by their ids.
    private let workModes: @Sendable ([Int64]) async throws -> [Int64: String]

    private static let readAttempts = 2

    init(settings: HostingSettings, context: PluginContext) {
        self.init(
            settings: settings, exchanges: DeviceServiceExchanges(devices: context.devices),
            passwords: { try await DevicePasswords.read(context.secrets) }, now: { context.clock.now },
            remember: { memory in
                do throws(PluginError) {
                    try await memory.keep(context.database)
                } catch {
                    // The orders are out: their results count, also where nobody remembers them.
                    context.log.warning("\(memory.heard.count + memory.sleepless.count) orders to sleep or wake were not kept: \(error)")
                }
            },
            workModes: { try await WorkModes.read($0, context.database) })
    }

    /// With other ways to devices, secrets, time and memory.
    init(
        settings: HostingSettings, exchanges: any DeviceExchanging, passwords: @escaping @Sendable () async throws -> DevicePasswords,
        now: @escaping @Sendable () -> Timestamp, remember: @escaping @Sendable (OrderMemory) async -> Void = { _ in },
        workModes: @escaping @Sendable ([Int64]) async throws -> [Int64: String] = { _ in [:] }
    ) {
        self.settings = settings
        self.exchanges = exchanges
        self.passwords = passwords
        self.now = now
        self.remember = remember
        self.workModes = workModes
    }

    func carryOut(_ orders: [DeviceOrder]) async throws -> [DeviceOrderResult] {
        guard !orders.isEmpty else { return [] }
        let passwords = try await passwords()
        let woken = orders.filter { $0.action == .wake }.map(\.minerId)
        let workModes = woken.isEmpty ? [:] : try await workModes(woken)
        var generator = SystemRandomNumberGenerator()
        let unixSeconds = now().unixMicros / 1_000_000
        var conversations = orders.map { order in
            let access = DeviceAccess(
                address: order.address, port: order.port, webPort: UInt16(clamping: settings.webPort),
                whatsminerPort: UInt16(clamping: settings.whatsminerPort), passwords: passwords, unixSeconds: unixSeconds,
                nonce: generator.next(), workMode: workModes[order.minerId])
            return OrderConversation(order, adapter: FirmwareAdapters.adapter(order.firmware, order.action, access))
        }
        while true {
            let asking = DeviceCommander.asking(conversations)
            guard !asking.isEmpty else { break }
            try await step(asking, &conversations)
        }
        let results = conversations.compactMap(\.result)
        let memory = OrderMemory(orders, results)
        if !memory.isEmpty { await remember(memory) }
        return results
    }

    /// Positions of the conversations that ask now: of several orders to one device only the first that has no result.
    private static func asking(_ conversations: [OrderConversation]) -> [Int] {
        var busy: Set<String> = []
        return conversations.indices.filter { conversations[$0].request != nil && busy.insert(conversations[$0].order.address).inserted }
    }

    /// One round for each way in which replies end, side by side.
    private func step(_ asking: [Int], _ conversations: inout [OrderConversation]) async throws {
        let exchanges = asking.compactMap { position in
            conversations[position].request.map {
                OrderRound.Exchange(key: position, address: conversations[position].order.address, request: $0)
            }
        }
        let service = self.exchanges
        let answers = try await withThrowingTaskGroup(of: [OrderAnswer].self) { group in
            for end in DeviceRound.ReplyEnd.allCases {
                let round = round(exchanges.filter { $0.request.end == end }, end: end)
                if !round.exchanges.isEmpty { group.addTask { try await service.answers(round) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        var unanswered = Set(asking)
        for answer in answers where unanswered.remove(answer.key) != nil {
            conversations[answer.key].take(answer.outcome, answer.bytes, cause: answer.cause)
        }
        for position in unanswered { conversations[position].take(.cancelled, []) }
    }

    private func round(_ exchanges: [OrderRound.Exchange], end: DeviceRound.ReplyEnd) -> OrderRound {
        // An order may have been obeyed though its connection was reset: only what changes nothing is sent twice.
        let changesNothing = exchanges.allSatisfy { $0.request.silence == .nothingDone }
        return OrderRound(
            exchanges: exchanges, end: end, attempts: changesNothing ? DeviceCommander.readAttempts : 1,
            connectTimeoutMillis: settings.connectTimeoutMillis, timeoutMillis: settings.replyTimeoutMillis)
    }
}
