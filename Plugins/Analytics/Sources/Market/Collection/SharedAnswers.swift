import PluginKit

/// Answers of providers that all tenants of the installation share, so that each provider is asked once for all of them.
///
/// An answer's key is its whole address, which a tenant's settings may change: whoever names another provider shares nothing with the others.
struct SharedAnswers: Sendable {
    /// What is known of a query.
    struct Known: Sendable {
        /// The answer; nil if nobody has one.
        let result: Result<ProviderReply, ProviderFailure>?
        /// Says that this round is to ask.
        let lease: CacheLease?
        /// Whether another round asks just now.
        var isAsked = false

        static let nothing = Known(result: nil, lease: nil)
    }

    /// For so long a provider that refuses or is silent is not asked again by another tenant.
    private static let failureSeconds = 60
    /// Beyond what the requests of a round may take.
    private static let spareSeconds = 5

    let cache: Cache
    let settings: AnalyticsSettings

    /// What is known of queries. Without a cache nothing is known. Throws when the run itself is cancelled.
    ///
    /// - Parameter waits: Where somebody else asks just now and nothing is known, waits for that one. Whoever holds leases must not: two rounds would
    ///   wait for each other's.
    func known(_ queries: [MarketQuery], waits: Bool) async throws(PluginError) -> [MarketQuery: Known] {
        let looked = await withTaskGroup(of: (MarketQuery, Known).self) { group in
            let takes = Workers.rounds(queries.count) * settings.requestTimeoutSeconds + Self.spareSeconds
            for query in queries { group.addTask { (query, await look(query, lease: .seconds(takes), waits: waits)) } }
            var all: [MarketQuery: Known] = [:]
            for await (query, known) in group { all[query] = known }
            return all
        }
        guard !Task.isCancelled else { throw PluginError(.cancelled, "The run was cancelled.") }
        return looked
    }

    /// Lets the others have what came of a query that this round had the lease for.
    func tell(_ query: MarketQuery, _ result: Result<ProviderReply, ProviderFailure>, _ lease: CacheLease) async {
        guard let outcome = ProviderOutcome(result) else { return await giveBack(query, lease) }
        let kept = outcome.isSuccess ? query.lifetimeSeconds : Self.failureSeconds
        // Half of it fresh, so that a round that takes another's answer has one that lives until its own next round.
        do {
            try await cache.put(
                key(query), outcome, freshFor: .seconds(outcome.isSuccess ? kept / 2 : kept), keepFor: .seconds(kept), lease: lease)
        } catch {
            // What the cache does not take, such as an answer that is too long, nobody is to wait for.
            await giveBack(query, lease)
        }
    }

    /// This round does not ask after all.
    func giveBack(_ query: MarketQuery, _ lease: CacheLease) async { try? await cache.release(key(query), lease) }

    private func look(_ query: MarketQuery, lease: Duration, waits: Bool) async -> Known {
        guard let looked = try? await cache.claim(key(query), as: ProviderOutcome.self, lease: lease, waits: waits) else { return .nothing }
        let result = looked.found.map { $0.value.result(query.source, ageSeconds: Double($0.age.components.seconds)) }
        return Known(result: result, lease: looked.lease, isAsked: !waits && result == nil && looked.lease == nil)
    }

    /// Without the provider's key, which stands in an address that is asked and nowhere else.
    private func key(_ query: MarketQuery) -> String {
        "answer/1 \(settings.baseURL(of: query.source))\(query.path)" + (query.body.map { " \($0)" } ?? "")
    }
}

extension MarketQuery {
    /// Seconds for which an answer may be used: five minutes for prices, a quarter of an hour for what changes slowly.
    var lifetimeSeconds: Int { MarketMetric.priceUSD.queries.contains(self) ? 300 : 900 }
}
