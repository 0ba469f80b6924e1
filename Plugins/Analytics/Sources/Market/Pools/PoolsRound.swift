import PluginKit

/// The fetching of the pools' shares of blocks: some times a day. Pure.
struct PoolsRound: Sendable {
    /// The only request that has them.
    static let query = MarketQuery.mempoolPools

    /// When they were asked for and came.
    private(set) var answer: RenewedAnswer
    /// What is stored, or came just now.
    private(set) var pools: MiningPools?
    private var isNew = false

    init(_ known: HistoryRound.Known?, now: Timestamp) { answer = RenewedAnswer(Self.query, known, now: now) }

    /// From the rows of `pools_now`, of which there is one at most.
    init(_ rows: Rows, now: Timestamp) throws(PluginError) {
        answer = try RenewedAnswer(Self.query, rows.first, now: now)
        guard let row = rows.first, known?.collectedAt != nil else { return }
        let listed = try? row.json("pools")
        pools = MiningPools(
            blocks: try row["blocks"], hashrateEHs: try row["hashrate_ehs"],
            pools: (listed?.array ?? []).compactMap { one in
                guard let name = one["name"]?.string, case .integer(let blocks)? = one["blocks"] else { return nil }
                return MiningPools.Pool(name: name, blocks: blocks)
            })
    }

    /// What to ask now; nil where the answer has not had its time.
    var query: MarketQuery? {
        answer.isDue(lifetimeSeconds: MiningPools.lifetimeSeconds, retrySeconds: MiningPools.retrySeconds) ? Self.query : nil
    }

    var known: HistoryRound.Known? { answer.known }
    var failure: ProviderFailure? { answer.failure }
    /// Whether they have not been renewed for a day.
    var isStale: Bool { answer.isStale(after: MiningPools.staleSeconds) }

    /// Takes what came of the query.
    mutating func take(_ outcome: Result<MiningPools, ProviderFailure>) {
        switch outcome {
        case .success(let found):
            (pools, isNew) = (found, true)
            answer.came()
        case .failure(let failure): answer.failed(failure)
        }
    }

    /// What is stored, without pools where none came; nil where nothing was asked.
    var rows: AnswerRows? {
        answer.rows("pools_write", .pools) { json in
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
