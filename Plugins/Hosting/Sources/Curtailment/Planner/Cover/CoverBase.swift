/// The relaxed optimum at given prices: where the search begins, and the bound from which it counts.
///
/// Every choice of the problem loses `bound + the costs of its changes against this one + the prices of what it leaves unused` units.
struct CoverBase {
    let prices: CoverPrices
    /// Units: no choice that fits loses less.
    private(set) var bound: Int128
    /// What each item costs if it is chosen otherwise than here, never negative.
    private(set) var costs: [Int64]
    private(set) var isChosen: [Bool]
    /// Of each client, units a miner that its limit leaves unused.
    private(set) var clientPrices: [Int64]
    /// How many are chosen of each client.
    private(set) var chosenOfClient: [Int]
    private(set) var chosen = 0
    /// Watts above the target; below zero where it is not reached.
    private(set) var surplusWatts: Int64

    init(_ problem: CoverProblem, prices: CoverPrices) {
        self.prices = prices
        var scores = (0..<problem.count).map { prices.score(powerWatts: problem.powerWatts[$0], hashrateGHs: problem.hashrateGHs[$0]) }
        var isChosen = scores.map { $0 < 0 }
        clientPrices = Array(repeating: 0, count: problem.clientLimits.count)
        if problem.hasClientLimits {
            for (client, items) in problem.itemsByClient.enumerated() {
                let limit = problem.clientLimits[client]
                var wanted = items.filter { isChosen[$0] }
                guard wanted.count > limit else { continue }
                wanted.sort { (scores[$0], $0) < (scores[$1], $1) }
                clientPrices[client] = -scores[wanted[limit]]
                for item in wanted[limit...] { isChosen[item] = false }
                for item in items { scores[item] += clientPrices[client] }
            }
        }
        bound = Int128(prices.power) * Int128(problem.targetWatts) - Int128(prices.count) * Int128(problem.maximumSwitched)
        for (price, limit) in zip(clientPrices, problem.clientLimits) { bound -= Int128(price) * Int128(limit) }
        chosenOfClient = Array(repeating: 0, count: problem.clientLimits.count)
        surplusWatts = -problem.targetWatts
        for item in isChosen.indices where isChosen[item] {
            bound += Int128(scores[item])
            surplusWatts += problem.powerWatts[item]
            chosenOfClient[problem.clients[item]] += 1
            chosen += 1
        }
        // What costs nothing either way fills up to the target: a search that began far below it would have a long way.
        for item in scores.indices where scores[item] == 0 && !isChosen[item] && surplusWatts < 0 {
            let client = problem.clients[item]
            guard chosenOfClient[client] < problem.clientLimits[client], chosen < problem.maximumSwitched else { continue }
            isChosen[item] = true
            surplusWatts += problem.powerWatts[item]
            chosenOfClient[client] += 1
            chosen += 1
        }
        costs = scores.map { abs($0) }
        self.isChosen = isChosen
    }

    /// GH/s below which no choice can be.
    func lowerBoundGHs(excess: Int64) -> Int64 {
        let units = bound + Int128(excess)
        let scale = Int128(prices.scale)
        return units <= 0 ? 0 : Int64((units + scale - 1) / scale)
    }

    /// Units above the bound of a choice that loses so much.
    func excess(ofGHs hashrate: Int64) -> Int64 {
        let units = Int128(hashrate) * Int128(prices.scale) - bound
        return Int64(min(max(units, 0), Int128(CoverPrices.ceiling)))
    }
}
