/// What a tail of the changes can do at best; from it a state's least further cost follows.
struct CoverRest {
    /// The cheapest change that adds watts, and one that takes watts away; `CoverPrices.ceiling` where there is none.
    var cheapestAdd = CoverPrices.ceiling
    var cheapestDrop = CoverPrices.ceiling
    /// Units a watt, rounded down.
    var addAWatt = CoverPrices.ceiling
    var dropAWatt = CoverPrices.ceiling
    /// All watts that could be added.
    var addableWatts: Int64 = 0

    /// The rest behind each change: element `i` tells of what follows change `i`.
    static func all(after changes: [CoverChange]) -> [CoverRest] {
        var rests = Array(repeating: CoverRest(), count: changes.count + 1)
        var rest = CoverRest()
        for (index, change) in changes.enumerated().reversed() {
            rests[index + 1] = rest.withoutOverflow
            if change.watts > 0 {
                rest.cheapestAdd = min(rest.cheapestAdd, change.cost)
                rest.addAWatt = min(rest.addAWatt, change.cost / change.watts)
                rest.addableWatts += change.watts
            } else {
                rest.cheapestDrop = min(rest.cheapestDrop, change.cost)
                rest.dropAWatt = min(rest.dropAWatt, change.cost / -change.watts)
            }
        }
        rests[0] = rest.withoutOverflow
        return rests
    }

    /// Prices that no sum over all that is left can carry beyond 64 bits; lower prices bound less, never wrongly.
    private var withoutOverflow: CoverRest {
        var rest = self
        rest.addAWatt = min(addAWatt, CoverPrices.ceiling / max(1, addableWatts))
        return rest
    }

    /// The least that it costs to bring a state to a surplus of zero or more.
    /// - Parameters:
    ///   - surplusWatts: Of the state; below zero where it falls short.
    ///   - powerPrice: What a watt above the target costs.
    @inline(__always) func leastCost(surplusWatts: Int64, powerPrice: Int64) -> Int64 {
        if surplusWatts >= 0 {
            return min(powerPrice &* surplusWatts, max(cheapestDrop, min(dropAWatt, powerPrice) &* surplusWatts))
        }
        if addableWatts < 0 &- surplusWatts { return CoverPrices.ceiling }
        return max(cheapestAdd, addAWatt &* (0 &- surplusWatts))
    }

    /// The least that it costs to bring a count within its limit, or to leave it below.
    /// - Parameters:
    ///   - unused: How many more the limit allows; below zero where it is passed.
    ///   - countPrice: What one unused costs.
    func leastCost(unused: Int, countPrice: Int64) -> Int64 {
        if unused >= 0 { return Int64(unused) * min(countPrice, cheapestAdd) }
        return cheapestDrop >= CoverPrices.ceiling / Int64(-unused) ? CoverPrices.ceiling : cheapestDrop * Int64(-unused)
    }
}
