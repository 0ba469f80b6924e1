import PluginKit

/// The fetching of the pools' shares of blocks: some times a day. Pure.
struct PoolsRound: Sendable {
    /// The only request that has them.
    static let query = MarketQuery.mempoolPools

    private let now: Timestamp
    private(set) var known: HistoryRound.Known?
    /// What is stored, or came just now.
    private(set) var pools: MiningPools?
    private(set) var failure: ProviderFailure?
    private var isChanged = false
    private var isNew = false

    init(_ known: HistoryRound.Known?, now: Timestamp) { (self.known, self.now) = (known, now) }

    /// From the rows of `pools_now`, of which there is one at most.
    init(_ rows: Rows, now: Timestamp) throws(PluginError) {
        self.init(nil, now: now)
        guard let row = rows.first else { return }
        known = HistoryRound.Known(askedAt: try row["asked_at"], collectedAt: try row.timestamp("collected_at"))
        guard known?.collectedAt != nil else { return }
        let listed = try? JSONValue(parsing: Array((try row["pools"] as String).utf8))
        pools = MiningPools(
            blocks: try row["blocks"], hashrateEHs: try row["hashrate_ehs"],
            pools: (listed?.array ?? []).compactMap { one in
                guard let name = one["name"]?.string, case .integer(let blocks)? = one["blocks"] else { return nil }
                return MiningPools.Pool(name: name, blocks: blocks)
            })
    }

    /// What to ask now; nil where the answer has not had its time.
    var query: MarketQuery? {
        let isDue = known?.isDue(lifetimeSeconds: MiningPools.lifetimeSeconds, retrySeconds: MiningPools.retrySeconds, now: now) ?? true
        return isDue ? Self.query : nil
    }

    /// Whether they have not been renewed for a day.
    var isStale: Bool { known?.collectedAt.map { Staleness.ageSeconds($0, now: now) > MiningPools.staleSeconds } ?? true }

    /// Takes what came of the query. One that was held back was not asked.
    mutating func take(_ outcome: Result<MiningPools, ProviderFailure>) {
        switch outcome {
        case .success(let found):
            (pools, isNew) = (found, true)
            known = HistoryRound.Known(askedAt: now, collectedAt: now)
        case .failure(let failure):
            guard failure.code != .budgetSpent, failure.code != .resting else { return }
            self.failure = failure
            known = HistoryRound.Known(askedAt: now, collectedAt: known?.collectedAt)
        }
        isChanged = true
    }

    /// The row as `pools_write` takes it, without pools where none came; nil where nothing was asked.
    var row: Value? {
        guard isChanged, let known else { return nil }
        return Value.json { json in
            json.object { json in
                json.field("source", Self.query.source.rawValue)
                json.field("asked_at", known.askedAt)
                json.field("collected_at", known.collectedAt)
                guard isNew, let pools else { return }
                json.field("blocks", pools.blocks)
                json.field("hashrate_ehs", pools.hashrateEHs)
                json.array("pools") { json in
                    for pool in pools.pools {
                        json.object { json in
                            json.field("name", pool.name)
                            json.field("blocks", pool.blocks)
                        }
                    }
                }
            }
        }
    }
}
