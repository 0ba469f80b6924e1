import PluginKit

/// The job `collect_market`: asks providers for what is due, believes what they agree on, and stores it.
struct MarketCollector: Sendable {
    let settings: AnalyticsSettings
    let context: PluginContext

    /// A value of an earlier round is worth comparing with for so many of its lifetimes.
    private static let comparableLifetimes = 24.0
    /// Prices of so long before and after a day's end say what it closed at.
    private static let closeSeconds = 3_600.0

    /// What a round asks for beside the metrics.
    struct Asked: Sendable {
        let candles: CandleRound
        let histories: HistoryRound
        let pools: PoolsRound
        let blocks: BlocksRound

        /// What each provider's answers leave.
        var answers: [AnswerRows] { histories.answers + candles.rows + [pools.rows, blocks.rows].compactMap(\.self) }
    }

    /// One round.
    func run(_ run: JobRun) async throws -> JobSummary {
        let now = context.clock.now
        let closedAt = CandleRound.today(now)
        let stored = try await context.database.batch(
            Database.Call("market_now"), Database.Call("sources_now"), Database.Call("candles_newest", .integer(CandleRound.spanSeconds)),
            Database.Call("histories_now"),
            Database.Call(
                "history_raw", .text(MarketMetric.priceUSD.rawValue), .timestamp(closedAt.adding(seconds: -Self.closeSeconds)),
                .timestamp(closedAt.adding(seconds: Self.closeSeconds))), Database.Call("pools_now"),
            Database.Call("blocks_now"))
        let known = try MarketValue.all(stored[0].rows)
        var gates = try MarketGates(stored[1].rows, now: now)
        let client = await MarketClient.make(settings: settings, context: context)

        var rounds = MarketMetric.allCases.filter {
            !$0.queries.isEmpty && Staleness.isDue($0, recordedAt: known[$0]?.recordedAt, now: now)
        }.map { FailoverRound($0, previous: Self.previous(known[$0], now: now), isAsked: client.asks) }
        try await ask(&rounds, through: &gates, client: client)
        let values = MarketValue.from(rounds, now: now)

        var prices = try stored[4].rows.map { HistoryPoint(at: try $0["recorded_at"], value: try $0["value"]) }
        if let newest = values.first(where: { $0.metric == .priceUSD }) ?? known[.priceUSD], Self.previous(newest, now: now) != nil {
            prices.append(HistoryPoint(at: newest.recordedAt, value: newest.value))
        }
        var candles = CandleRound(
            newest: try stored[2].rows.first?.timestamp("opened_at"), now: now, close: ClosePrice(prices, dayEnd: closedAt))
        let readCandles: Reading<[MarketCandle]> = { query, reply throws(ProviderFailure) in try query.candles(reply) }
        for (query, outcome) in try await answer(candles.queries, through: &gates, client: client, readCandles) {
            candles.take(query, outcome)
        }
        if candles.isAnswered {
            let days = try await context.database.query(
                "candles_recent", .integer(CandleRound.spanSeconds), .integer(CandleRound.answerDays))
            candles.judge(stored: try CandleSeries(days).prices)
        }
        var histories = try HistoryRound(stored[3].rows, now: now)
        let readHistory: Reading<[HistoryPoint]> = { query, reply throws(ProviderFailure) in try query.history(reply) }
        for (query, outcome) in try await answer(histories.queries, through: &gates, client: client, readHistory) {
            histories.take(query, outcome)
        }
        var pools = try PoolsRound(stored[5].rows, now: now)
        if let query = pools.query {
            let read: Reading<MiningPools> = { _, reply throws(ProviderFailure) in try MempoolReply.pools(reply) }
            if let outcome = try await answer([query], through: &gates, client: client, read)[query] { pools.take(outcome) }
        }
        let height = values.first { $0.metric == .height }?.value ?? Self.previous(known[.height], now: now)
        var blocks = try BlocksRound(stored[6].rows, height: height.map { Int64(saturating: $0) }, now: now)
        if let query = blocks.query {
            let read: Reading<[MinedBlock]> = { _, reply throws(ProviderFailure) in try MempoolReply.recentBlocks(reply) }
            if let outcome = try await answer([query], through: &gates, client: client, read)[query] { blocks.take(outcome) }
        }
        let asked = Asked(candles: candles, histories: histories, pools: pools, blocks: blocks)
        let kept = try await store(asked)
        gates.settle(
            contradictions: rounds.flatMap(\.contradictions) + candles.refusals + kept.refusals, beganSeconds: MarketGates.seconds(now),
            nowSeconds: MarketGates.seconds(context.clock.now))
        try await store(values, gates: gates, after: kept, now: now)
        tell(rounds, values, candles)
        return summary(rounds, values, asked, kept)
    }

    /// Asks in turns until every round is over; each query is sent once, however many metrics want its answer.
    private func ask(_ rounds: inout [FailoverRound], through gates: inout MarketGates, client: MarketClient) async throws {
        var known: [MarketQuery: Result<[MarketObservation], ProviderFailure>] = [:]
        while true {
            let wanted = rounds.indices.map { rounds[$0].next() }
            guard wanted.contains(where: { !$0.isEmpty }) else { return }
            let unasked = Set(wanted.joined()).subtracting(known.keys).sorted { $0.rawValue < $1.rawValue }
            let now = context.clock.now
            let read: Reading<[MarketObservation]> = { query, reply throws(ProviderFailure) in try Self.read(query, reply, now: now) }
            known.merge(try await answer(unasked, through: &gates, client: client, read)) { $1 }
            for (index, queries) in wanted.enumerated() {
                for query in queries { if let outcome = known[query] { rounds[index].take(query, outcome) } }
            }
        }
    }

    /// Makes something of a reply, or says what is wrong with it.
    private typealias Reading<Result> = @Sendable (MarketQuery, ProviderReply) throws(ProviderFailure) -> Result

    /// Takes what other tenants have asked, and sends those of the other queries that their providers' gates let through, a few at once. What another
    /// tenant asks just now is waited for once this one's own are told. A reply that cannot be used counts against its provider as much as none; one
    /// that can counts for it when the round is settled.
    private func answer<Content: Sendable>(
        _ queries: [MarketQuery], through gates: inout MarketGates, client: MarketClient, _ read: @escaping Reading<Content>
    ) async throws -> [MarketQuery: Result<Content, ProviderFailure>] {
        let known = try await client.shared.known(queries, waits: false)
        let others = queries.filter { known[$0]?.isAsked == true }
        var answers = try await answer(queries.filter { !others.contains($0) }, known: known, through: &gates, client: client, read)
        // One after the other: whoever gets the lease after all does not wait for more while holding it.
        for query in others {
            let awaited = try await client.shared.known([query], waits: true)
            answers.merge(try await answer([query], known: awaited, through: &gates, client: client, read)) { $1 }
        }
        return answers
    }

    private func answer<Content: Sendable>(
        _ queries: [MarketQuery], known shared: [MarketQuery: SharedAnswers.Known], through gates: inout MarketGates, client: MarketClient,
        _ read: @escaping Reading<Content>
    ) async throws -> [MarketQuery: Result<Content, ProviderFailure>] {
        var answers: [MarketQuery: Result<Content, ProviderFailure>] = [:]
        let start = MarketGates.seconds(context.clock.now)
        @Sendable func content(_ query: MarketQuery, _ reply: Result<ProviderReply, ProviderFailure>) -> Result<Content, ProviderFailure> {
            reply.flatMap { reply in
                do throws(ProviderFailure) { return .success(try read(query, reply)) } catch { return .failure(error) }
            }
        }
        var asked: [MarketQuery] = []
        var open: [(query: MarketQuery, lease: CacheLease?)] = []
        for query in queries {
            let known = shared[query] ?? .nothing
            if let result = known.result, known.lease == nil {
                answers[query] = content(query, result)
                asked.append(query)
            } else if let refusal = gates[query.source].refusal(cost: query.cost, nowSeconds: start) {
                // What is stale is better than what nobody may ask for.
                answers[query] = known.result.map { content(query, $0) } ?? .failure(refusal)
                if let lease = known.lease { await client.shared.giveBack(query, lease) }
            } else {
                open.append((query, known.lease))
                asked.append(query)
            }
        }
        let outcomes = try await Workers.each(open) { query, lease in
            let reply = try await client.ask(query)
            if let lease { await client.shared.tell(query, reply, lease) }
            return content(query, reply)
        }
        for ((query, _), outcome) in zip(open, outcomes) { answers[query] = outcome }
        let end = MarketGates.seconds(context.clock.now)
        for query in asked {
            switch answers[query] {
            case .success: gates.answered(query.source, nowSeconds: end)
            case .failure(let failure): gates[query.source].failed(failure, nowSeconds: end)
            case nil: break
            }
        }
        return answers
    }

    /// The values in a reply. Throws for one that is too old.
    private static func read(
        _ query: MarketQuery, _ reply: ProviderReply, now: Timestamp
    ) throws(ProviderFailure) -> [MarketObservation] {
        var observations = try query.observations(reply)
        // What another tenant asked for some time ago is not of now.
        if reply.ageSeconds > 0 { observations = observations.map { $0.dated(now.adding(seconds: -reply.ageSeconds)) } }
        if let oldest = observations.compactMap(\.observedAt).min(), Staleness.ageSeconds(oldest, now: now) > MarketQuery.longestAgeSeconds
        {
            throw ProviderFailure(query.source, .outdated, "The answer is of \(oldest.rfc3339); expected one of the last half hour.")
        }
        return observations
    }

    private static func previous(_ value: MarketValue?, now: Timestamp) -> Double? {
        guard let value else { return nil }
        let age = Staleness.ageSeconds(value.recordedAt, now: now)
        return age <= comparableLifetimes * value.metric.lifetimeSeconds ? value.value : nil
    }
}
