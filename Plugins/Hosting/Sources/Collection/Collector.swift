import PluginKit

/// The job `collect`: asks every miner of the tenant once and stores what it answers, as it answers.
struct Collector: Sendable {
    let settings: HostingSettings
    let context: PluginContext

    private static let targetsAPage: Int64 = 5_000
    /// Keys of exchanges: the round's position times this, and the request's; more than there are commands.
    private static let requestsAMiner: Int64 = 16
    private static let attempts = 2

    /// One round over all miners.
    func run(_ run: JobRun) async throws -> JobSummary {
        let targets = try await targets()
        guard !targets.isEmpty else { return JobSummary { $0.field("observed", 0) } }
        let store = ObservationStore(context: context)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.writeUntilFinished() }
            group.addTask {
                defer { store.finish() }
                // Known miners are done after one exchange; what others answer to is found out in two more at most.
                let whatsminerPort = UInt16(clamping: settings.whatsminerPort)
                var rounds = targets.map { MinerRound(target: $0, whatsminerPort: whatsminerPort) }
                while !rounds.isEmpty {
                    // Replies in frames end otherwise than those of the CGMiner API: they have exchanges of their own, at the same time.
                    let (framed, others) = (rounds.filter(\.isFramed), rounds.filter { !$0.isFramed })
                    async let first = exchange(framed, end: .lengthPrefix, into: store)
                    async let second = exchange(others, end: .nulByte, into: store)
                    rounds = try await first + second
                }
            }
            try await group.waitForAll()
        }
        try await storeFleet(store.totals, targets: targets.count)
        let totals = store.totals
        context.metrics.set("miners_observed", Double(totals.observed))
        context.metrics.set("miners_ok", Double(totals.count(.ok)))
        return JobSummary { json in
            json.field("targets", targets.count)
            totals.write(to: &json)
        }
    }

    private func targets() async throws -> [MinerTarget] {
        var targets: [MinerTarget] = []
        while true {
            let page = try await context.database.query(
                "collect_targets", .integer(targets.last?.id ?? 0), .integer(Collector.targetsAPage))
            targets += try page.decode(as: MinerTarget.self)
            if page.count < Collector.targetsAPage { return targets }
        }
    }

    /// Runs the exchanges of one step; returns the rounds that go on.
    private func exchange(
        _ given: [MinerRound], end: DeviceRound.ReplyEnd, into store: ObservationStore
    ) async throws -> [MinerRound] {
        guard !given.isEmpty else { return [] }
        // A round is dropped when its miner is done: thousands of replies are not held to the end.
        var rounds: [MinerRound?] = given
        var request = DeviceRound()
        request.connectTimeoutMillis = settings.connectTimeoutMillis
        request.timeoutMillis = settings.replyTimeoutMillis
        request.attempts = Collector.attempts
        request.end = end
        for (position, round) in given.enumerated() {
            for (number, command) in round.requests.enumerated() {
                request.add(
                    key: Int64(position) * Collector.requestsAMiner + Int64(number), address: round.target.address,
                    port: round.port, request: CommandPlan.bytes(command, address: round.target.address, port: round.port))
            }
        }
        var goingOn: [MinerRound] = []
        for try await reply in context.devices.exchange(request) {
            let position = Int(reply.key / Collector.requestsAMiner)
            guard reply.key >= 0, rounds.indices.contains(position) else { continue }
            let isDone = rounds[position]?.take(reply.outcome, reply.bytes, request: Int(reply.key % Collector.requestsAMiner)) ?? false
            guard isDone, var round = rounds[position] else { continue }
            rounds[position] = nil
            let now = context.clock.now
            if round.goesOn(at: now) {
                goingOn.append(round)
            } else {
                await store.add(round.observation(at: now, lowHashratePercent: settings.lowHashratePercent))
            }
        }
        return goingOn
    }

    private func storeFleet(_ totals: RoundTotals, targets: Int) async throws {
        let now = context.clock.now
        var rows = RowsBuilder(
            ("recorded_at", .timestamp), ("hashrate_ths", .number), ("power_watts", .number), ("miners_total", .number),
            ("miners_ok", .number), ("estimated_watts", .number))
        try rows.append(
            .timestamp(now), .number(totals.hashrateTHs), .number(totals.powerWatts), .number(Double(targets)),
            .number(Double(totals.count(.ok))), .number(totals.estimatedWatts))
        try await context.database.ingest("fleet", rows)
        var sites = RowsBuilder(
            ("site_id", .integer), ("recorded_at", .timestamp), ("hashrate_ths", .number), ("power_watts", .number),
            ("miners_total", .number), ("miners_ok", .number), ("estimated_watts", .number))
        for (id, site) in totals.sites {
            try sites.append(
                .integer(id), .timestamp(now), .number(site.hashrateTHs), .number(site.powerWatts), .number(Double(site.total)),
                .number(Double(site.ok)), .number(site.estimatedWatts))
        }
        try await context.database.ingest("site_fleet", sites)
    }
}
