/// Prices as integers, in units of a power of two below one GH/s, so that the bound and every cost are exact.
struct CoverPrices {
    /// Units a GH/s.
    let scale: Int64
    /// Units a watt.
    let power: Int64
    /// Units a switched miner.
    let count: Int64

    /// Sums of costs stay below this.
    static let ceiling: Int64 = 1 << 60

    /// The prices nearest to a point. Where the problem's numbers are so large that sums would overflow, coarser or lower ones: every price
    /// gives a bound that holds, only a less tight one.
    init(_ point: DualPoint, for problem: CoverProblem) {
        let watts = Double(max(1, problem.powerWatts.reduce(0, +)))
        let rates = Double(max(1, problem.hashrateGHs.reduce(0, +)))
        let items = Double(problem.count + 1)
        let largest = max(rates, point.powerPrice * watts, point.countPrice * items)
        let room = Double(CoverPrices.ceiling / 8)
        var bits = 20
        while bits > 0, largest * Double(Int64(1) << bits) > room { bits -= 1 }
        scale = 1 << bits
        let units = Double(scale)
        power = Int64(min(point.powerPrice * units, room / watts).rounded(.down))
        count = problem.hasCountLimit ? Int64(min(point.countPrice * units, room / items).rounded(.down)) : 0
    }

    /// What choosing an item changes at these prices, before its client's limit is priced.
    func score(powerWatts: Int64, hashrateGHs: Int64) -> Int64 { hashrateGHs * scale - power * powerWatts + count }
}
