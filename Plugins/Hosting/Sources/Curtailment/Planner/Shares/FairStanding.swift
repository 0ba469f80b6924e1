/// Where the clients stand in a reduction under way: what is missing is shared out so that each comes to its share of the whole. Pure.
struct FairStanding: Sendable, Equatable {
    /// Of each client: what its miners that could be switched off draw, those that are off or were told among them.
    var powerWatts: [Int64]
    /// Of each client: what it sheds, or will.
    var shedWatts: [Int64]

    /// What each client is to shed of `missingWatts`, no more than it can. A client that sheds its share of the whole already is asked for
    /// nothing while others do not.
    /// - Parameter sheddableWatts: What each could shed besides.
    func shares(of missingWatts: Int64, sheddableWatts: [Int64]) -> [Int64] {
        let whole = FairShares.of(
            targetWatts: missingWatts + shedWatts.reduce(0, +), powerWatts: powerWatts,
            sheddableWatts: zip(shedWatts, sheddableWatts).map(+))
        let behind = zip(whole, shedWatts).map { max(0, $0 - $1) }
        return FairShares.of(targetWatts: missingWatts, powerWatts: behind, sheddableWatts: behind)
    }
}
