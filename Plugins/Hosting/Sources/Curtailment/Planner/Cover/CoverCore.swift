/// The items whose choice is open while a solution is looked for that costs at most `budget` units more than the bound.
///
/// Any other item costs more than the budget by itself, so it stays as the base has it. The items of clients whose limit might be passed
/// come first, client by client; the rest by rising cost, so that what is still to come costs ever more.
struct CoverCore {
    let changes: [CoverChange]
    /// What the changes from each place on can do.
    let rests: [CoverRest]
    /// Whether the number of chosen items has to be counted.
    let countsChosen: Bool

    /// Whether the number of all or of any client's chosen items has to be counted.
    var countsAny: Bool { countsChosen || (changes.first?.client ?? -1) >= 0 }

    /// - Parameter most: Of the cheapest changes; nil for all, without which nothing is proven.
    init(_ problem: CoverProblem, base: CoverBase, budget: Int64, most: Int? = nil) {
        var open: [CoverChange] = []
        for item in base.costs.indices where base.costs[item] <= budget {
            open.append(CoverChange(item, problem, base))
        }
        if let most, open.count > most {
            open.sort { ($0.cost, $0.shuffled, $0.item) < ($1.cost, $1.shuffled, $1.item) }
            open.removeLast(open.count - most)
        }
        countsChosen =
            base.prices.count > 0
            || CoverCore.mayPass(problem.maximumSwitched - base.chosen, open.lazy.filter { $0.watts > 0 }.map(\.cost), budget)
        CoverCore.settleClients(&open, problem, base, budget)
        open.sort { first, second in
            (first.order, first.cost, first.shuffled, first.watts, first.item)
                < (second.order, second.cost, second.shuffled, second.watts, second.item)
        }
        changes = CoverCore.withoutIdle(open, base: base, budget: budget)
        rests = CoverRest.all(after: changes)
    }

    /// Leaves a client's number uncounted where the budget cannot pass its limit; what its unused places cost then goes with each change.
    private static func settleClients(_ open: inout [CoverChange], _ problem: CoverProblem, _ base: CoverBase, _ budget: Int64) {
        var adds: [Int: [Int64]] = [:]
        for change in open where change.watts > 0 { adds[change.client, default: []].append(change.cost) }
        for index in open.indices {
            let client = open[index].client
            let price = base.clientPrices[client]
            guard let costs = adds[client] else {
                open[index].cost += price
                open[index].client = -1
                continue
            }
            guard price == 0, !mayPass(problem.clientLimits[client] - base.chosenOfClient[client], costs, budget) else { continue }
            open[index].client = -1
        }
        open.removeAll { $0.cost > budget }
    }

    /// Whether the budget pays for more additions than there is room for.
    private static func mayPass(_ room: Int, _ costs: some Collection<Int64>, _ budget: Int64) -> Bool {
        guard costs.count > room else { return false }
        guard room >= 0 else { return true }
        return costs.sorted().prefix(room + 1).reduce(0) { min($0 + $1, CoverPrices.ceiling) } <= budget
    }

    /// Of equal items no more can be changed than the budget pays for, or than others can make up for.
    private static func withoutIdle(_ changes: [CoverChange], base: CoverBase, budget: Int64) -> [CoverChange] {
        let cheapest = changes.min { $0.costAWatt < $1.costAWatt }
        let second = changes.lazy.filter { change in cheapest.map { !change.isLike($0) } ?? true }.map(\.costAWatt).min()
        // A choice within the budget ends at most budget ÷ power price above the target, and others bring at most budget ÷ their price a watt.
        let reach =
            Double(abs(base.surplusWatts)) + Double(budget) / max(second ?? .infinity, 1e-9) + Double(budget)
            / Double(max(1, base.prices.power))
        var kept: [CoverChange] = []
        kept.reserveCapacity(changes.count)
        var run: Int64 = 0
        for change in changes {
            if let last = kept.last, last.client == change.client, last.cost == change.cost, last.watts == change.watts {
                run += 1
                if change.cost > 0, run >= budget / change.cost { continue }
                if let cheapest, change.isLike(cheapest), Double(run) > reach / Double(abs(change.watts)) + 2 { continue }
            } else {
                run = 0
            }
            kept.append(change)
        }
        return kept
    }
}
