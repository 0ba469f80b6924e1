extension CoverSweep {
    /// What holds for all states of one place.
    struct Terms {
        /// What a whole choice costs beside its weight: the prices of what it leaves unused.
        var finish: Int64 = 0
        /// What it costs at least to bring the counts in order.
        var floor: Int64 = 0
        /// Whether the counts are within their limits.
        var isWithinLimits = true
    }

    /// The terms at a place, or nil where no choice within the budget passes it.
    func terms(at place: Place, rest: CoverRest) -> Terms? {
        var terms = Terms()
        if core.countsChosen {
            let unused = problem.maximumSwitched - base.chosen - place.chosen
            terms.floor = rest.leastCost(unused: unused, countPrice: base.prices.count)
            terms.finish = base.prices.count * Int64(max(0, unused))
            terms.isWithinLimits = unused >= 0
        }
        if client >= 0 {
            let unused = problem.clientLimits[client] - base.chosenOfClient[client] - place.ofClient
            guard -unused <= dropsLeftOfClient else { return nil }
            terms.finish += base.clientPrices[client] * Int64(max(0, unused))
            if unused < 0 { terms.isWithinLimits = false }
            let one = unused < 0 ? nextCostOfClient : min(base.clientPrices[client], nextCostOfClient)
            terms.floor = max(
                terms.floor, one >= CoverPrices.ceiling / Int64(1 + abs(unused)) ? CoverPrices.ceiling : one * Int64(abs(unused)))
        }
        return terms.floor <= budget ? terms : nil
    }

    /// Merges two lists into `merged`: states as they are, and states with a change of so many watts and so much weight. Those that another
    /// beats in both, and those that cannot end within the budget, are left out.
    /// - Parameter item: What is changed; below zero where only the weight is.
    func merge(
        _ kept: CoverStates?, _ changed: CoverStates?, watts: Int64, weight: Int64, item: Int, at place: Place, rest: CoverRest,
        into merged: CoverStates
    ) {
        let total = (kept?.count ?? 0) + (changed?.count ?? 0)
        merged.clear(capacity: total)
        guard total > 0, let terms = terms(at: place, rest: rest) else { return }
        steps += total
        // Each list ends with a sentinel below every surplus, so the lower end of one is never read past; `merged` has room for both. Sums
        // stay below 2^62 as CoverPrices limits them, so nothing wraps.
        let (left, right, out) = ((kept ?? nothing).states, (changed ?? nothing).states, merged.states)
        let powerPrice = base.prices.power
        let end = CoverStates.sentinel.surplusWatts / 2
        var (leftIndex, rightIndex, count) = (0, 0, 0)
        var lightest = Int64.max
        while true {
            let same = left[leftIndex]
            let other = right[rightIndex]
            let otherSurplus = other.surplusWatts &+ watts
            let otherWeight = other.weight &+ weight
            let isChanged =
                otherSurplus > same.surplusWatts || (otherSurplus == same.surplusWatts && otherWeight < same.weight)
            let surplus = isChanged ? otherSurplus : same.surplusWatts
            let total = isChanged ? otherWeight : same.weight
            if surplus < end { break }
            leftIndex &+= isChanged ? 0 : 1
            rightIndex &+= isChanged ? 1 : 0
            if total >= lightest { continue }
            if isChanged, item >= 0, surplus >= 0, terms.isWithinLimits, total &+ terms.finish < bestExcess {
                note(CoverState(surplusWatts: surplus, weight: total, node: other.node), finish: terms.finish, item: item)
            }
            let cost = total &- powerPrice &* surplus
            if cost &+ max(terms.floor, rest.leastCost(surplusWatts: surplus, powerPrice: powerPrice)) > budget { continue }
            lightest = total
            let node = !isChanged ? same.node : item < 0 ? other.node : history.append(item, after: other.node)
            out[count] = CoverState(surplusWatts: surplus, weight: total, node: node)
            count &+= 1
        }
        merged.end(at: count)
    }

    /// Keeps the cheapest whole choice; from then on only cheaper ones by a whole GH/s are looked for.
    func note(_ state: CoverState, finish: Int64, item: Int) {
        bestExcess = state.weight + finish
        bestItems = history.items(of: state.node) + (item >= 0 ? [item] : [])
        budget = min(budget, bestExcess - base.prices.scale)
    }

    /// Notes the base itself where it is a whole choice.
    func noteBase() {
        let unused = problem.maximumSwitched - base.chosen
        guard base.surplusWatts >= 0, unused >= 0 else { return }
        var finish = base.prices.count * Int64(unused)
        for (client, price) in base.clientPrices.enumerated() where price > 0 {
            finish += price * Int64(problem.clientLimits[client] - base.chosenOfClient[client])
        }
        note(
            CoverState(surplusWatts: base.surplusWatts, weight: base.prices.power * base.surplusWatts, node: CoverHistory.root),
            finish: finish, item: -1)
    }

    /// Leaves so many states, of neighbours in surplus the one that may end cheapest: a choice near the target needs states of every surplus.
    func narrow(_ list: CoverStates, to width: Int, _ rest: CoverRest) {
        guard list.count > width else { return }
        let powerPrice = base.prices.power
        var count = 0
        var (best, bestRank) = (list.states[0], Int64.max)
        for index in 0..<list.count {
            let state = list.states[index]
            let rank =
                state.weight - powerPrice * state.surplusWatts + rest.leastCost(surplusWatts: state.surplusWatts, powerPrice: powerPrice)
            if rank < bestRank { (best, bestRank) = (state, rank) }
            // Each group ends where its share of the width does.
            guard (index + 1) * width / list.count > count else { continue }
            list.states[count] = best
            count += 1
            bestRank = .max
        }
        list.end(at: count)
    }
}
