/// The items whose choice is open while a solution is looked for that costs at most `budget` units more than the bound.
///
/// Any other item costs more than the budget by itself, so it stays as the base has it. The items of clients whose limit might be passed
/// come first, client by client; the rest by rising cost, so that what is still to come costs ever more.
struct CoverCore {
    /// One item that may be changed.
    struct Change {
        let item: Int
        /// Watts shed in addition, below zero where a chosen item is given back.
        let watts: Int64
        let cost: Int64
        /// Whose limit is counted, or −1 where that is not needed.
        let client: Int
        /// +1 chosen, −1 given back.
        var step: Int { watts > 0 ? 1 : -1 }
    }

    let changes: [Change]
    /// What the changes from each place on can do.
    let rests: [CoverRest]
    /// Whether the number of chosen items has to be counted.
    let countsChosen: Bool

    init(_ problem: CoverProblem, base: CoverBase, budget: Int64) {
        var adds = Array(repeating: 0, count: problem.clientLimits.count)
        var items: [Int] = []
        for item in base.costs.indices where base.costs[item] <= budget {
            items.append(item)
            if !base.isChosen[item] { adds[problem.clients[item]] += 1 }
        }
        let isCounted = adds.indices.map { client in
            base.clientPrices[client] > 0 || base.chosenOfClient[client] + adds[client] > problem.clientLimits[client]
        }
        countsChosen = base.prices.count > 0 || base.chosen + adds.reduce(0, +) > problem.maximumSwitched
        var open = items.map { item in
            let client = problem.clients[item]
            return Change(
                item: item, watts: base.isChosen[item] ? -problem.powerWatts[item] : problem.powerWatts[item], cost: base.costs[item],
                client: isCounted[client] ? client : -1)
        }
        // Counted clients first, so −1 sorts behind all.
        open.sort { first, second in
            let (one, other) = (first.client < 0 ? Int.max : first.client, second.client < 0 ? Int.max : second.client)
            return (one, first.cost, first.watts, first.item) < (other, second.cost, second.watts, second.item)
        }
        changes = CoverCore.withoutIdle(open, budget: budget)
        rests = CoverRest.all(after: changes)
    }

    /// Of equal items no more can be changed than the budget pays for.
    private static func withoutIdle(_ changes: [Change], budget: Int64) -> [Change] {
        var kept: [Change] = []
        kept.reserveCapacity(changes.count)
        var run: Int64 = 0
        for change in changes {
            if let last = kept.last, last.client == change.client, last.cost == change.cost, last.watts == change.watts {
                run += 1
                if change.cost > 0, run >= budget / change.cost { continue }
            } else {
                run = 0
            }
            kept.append(change)
        }
        return kept
    }
}
