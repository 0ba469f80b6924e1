extension CoverProblem {
    /// The items that shed the most within the limits. Taking by falling power is exact: the limits are a laminar family.
    var mostSheddable: [Int] {
        let order = (0..<count).sorted { (-powerWatts[$0], hashrateGHs[$0], $0) < (-powerWatts[$1], hashrateGHs[$1], $1) }
        var left = clientLimits
        var chosen: [Int] = []
        for item in order where left[clients[item]] > 0 {
            guard chosen.count < maximumSwitched else { break }
            left[clients[item]] -= 1
            chosen.append(item)
        }
        return chosen
    }

    /// GH/s a watt of all items.
    var meanHashrateAWatt: Double {
        let watts = powerWatts.reduce(0, +)
        return watts > 0 ? Double(hashrateGHs.reduce(0, +)) / Double(watts) : 0
    }

    /// Watts of so many items.
    func power(of items: [Int]) -> Int64 { items.reduce(0) { $0 + powerWatts[$1] } }

    /// GH/s of so many items.
    func hashrate(of items: [Int]) -> Int64 { items.reduce(0) { $0 + hashrateGHs[$1] } }

    /// The same items with another target.
    func with(targetWatts: Int64) throws(PlannerError) -> CoverProblem {
        try CoverProblem(
            powerWatts: powerWatts, hashrateGHs: hashrateGHs, clients: clients, targetWatts: targetWatts, maximumSwitched: maximumSwitched,
            clientLimits: clientLimits)
    }
}
