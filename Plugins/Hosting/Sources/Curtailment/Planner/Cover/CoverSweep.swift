/// Goes through the open changes one by one and keeps every partial choice that might still cost at most the budget: a dynamic programme over
/// undominated states. If it ends, the best that it found is the optimum, or nothing costs as little as the budget.
final class CoverSweep {
    /// How a sweep ended.
    enum End {
        /// Every choice within the budget was looked at.
        case complete
        /// The effort allowed was used up first.
        case exhausted
    }

    /// Which states a list holds: by number chosen, and by number chosen of the client under way, against the base.
    struct Place: Hashable {
        var chosen = 0
        var ofClient = 0
    }

    let problem: CoverProblem
    let base: CoverBase
    let core: CoverCore
    var budget: Int64
    var lists: [Place: CoverStates] = [:]
    var spare: [CoverStates] = []
    let nothing = CoverStates()
    var history = CoverHistory()
    var client = -1
    var dropsLeftOfClient = 0
    /// Of the client's changes still to come none is cheaper.
    var nextCostOfClient = CoverPrices.ceiling
    /// The cheapest choice found, and its units above the bound.
    var bestItems: [Int]?
    var bestExcess = Int64.max
    var steps = 0
    /// Lists longer than this lose their costliest states, and nothing is proven any more; nil keeps all.
    let width: Int?

    /// - Parameters:
    ///   - budget: Units above the bound.
    ///   - width: See there.
    ///   - most: Of the cheapest changes; nil tries all, without which nothing is proven either.
    init(_ problem: CoverProblem, base: CoverBase, budget: Int64, width: Int? = nil, most: Int? = nil) {
        self.problem = problem
        self.base = base
        self.budget = budget
        self.width = width
        core = CoverCore(problem, base: base, budget: budget, most: most)
    }

    /// Runs with at most so many steps, each of which looks at one state, and no longer than somebody waits.
    func run(limit: Int, _ isCancelled: () -> Bool = { false }) -> End {
        let first = take()
        first.clear(capacity: 1)
        first.states[0] = CoverState(
            surplusWatts: base.surplusWatts, weight: base.prices.power * base.surplusWatts, node: CoverHistory.root)
        first.end(at: 1)
        lists = [Place(): first]
        noteBase()
        for (index, change) in core.changes.enumerated() {
            if change.client != client { close(next: change.client, from: index) }
            if change.step < 0 { dropsLeftOfClient -= 1 }
            let following = index + 1 < core.changes.count ? core.changes[index + 1] : nil
            nextCostOfClient = following?.client == client ? following?.cost ?? CoverPrices.ceiling : CoverPrices.ceiling
            advance(change, rest: core.rests[index + 1])
            if steps > limit || isCancelled() { return .exhausted }
            if lists.isEmpty { break }
            if history.isLong { history.sweep(Array(lists.values)) }
        }
        return .complete
    }

    func take() -> CoverStates { spare.popLast() ?? CoverStates() }

    /// Every list with the states that leave the item as it is and those of its neighbour that change it.
    private func advance(_ change: CoverChange, rest: CoverRest) {
        var places = Set(lists.keys)
        for place in lists.keys { places.insert(moved(place, change)) }
        var next: [Place: CoverStates] = [:]
        next.reserveCapacity(places.count)
        let weight = change.cost + base.prices.power * change.watts
        for place in places {
            let from = moved(place, change, by: -change.step)
            let (kept, changed) = (lists[place], lists[from])
            let merged = take()
            merge(
                kept, changed, watts: change.watts, weight: weight, item: change.item, at: place, rest: rest, into: merged)
            if merged.count == 0 { spare.append(merged) } else { next[place] = merged }
        }
        spare.append(contentsOf: lists.values)
        lists = next
        if let width { for list in lists.values { narrow(list, to: width, rest) } }
    }

    private func moved(_ place: Place, _ change: CoverChange, by step: Int? = nil) -> Place {
        let step = step ?? change.step
        return Place(
            chosen: place.chosen + (core.countsChosen ? step : 0), ofClient: place.ofClient + (change.client >= 0 ? step : 0))
    }

    /// Ends the client under way: what it leaves unused has its price, and from now on only the number of all counts.
    private func close(next: Int, from index: Int) {
        if client >= 0 {
            var merged: [Place: CoverStates] = [:]
            for (place, list) in lists {
                let unused = problem.clientLimits[client] - base.chosenOfClient[client] - place.ofClient
                guard unused >= 0 else { continue }
                let target = Place(chosen: place.chosen)
                let into = take()
                merge(
                    merged[target], list, watts: 0, weight: base.clientPrices[client] * Int64(unused), item: -1, at: target,
                    rest: core.rests[index], into: into)
                if let old = merged.updateValue(into, forKey: target) { spare.append(old) }
            }
            spare.append(contentsOf: lists.values)
            lists = merged
        }
        client = next
        dropsLeftOfClient = next < 0 ? 0 : core.changes[index...].prefix { $0.client == next }.count { $0.step < 0 }
    }
}
