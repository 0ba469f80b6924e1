/// Which miners to switch off: shed at least so many watts for the least hashrate, within limits of count. Pure, in integers.
///
/// Minimise the sum of `hashrateGHs` over the chosen, subject to a sum of `powerWatts` of at least `targetWatts`, at most
/// `maximumSwitched` chosen, and at most `clientLimits[client]` chosen of each client. All arrays count by item.
struct CoverProblem: Sendable {
    /// What switching the item off sheds, 1 to `mostPowerWatts`.
    let powerWatts: [Int64]
    /// What is lost with it, 0 to `mostHashrateGHs`.
    let hashrateGHs: [Int64]
    /// Whose it is, an index of `clientLimits`.
    let clients: [Int]
    /// What is to be shed at least; rounded up to a multiple of what all powers have in common.
    let targetWatts: Int64
    /// How many may be chosen.
    let maximumSwitched: Int
    /// How many may be chosen of each client, at most its number of items.
    let clientLimits: [Int]
    /// Whether a client's limit is lower than its number of items.
    let hasClientLimits: Bool
    /// The indices of each client's items.
    let itemsByClient: [[Int]]

    static let mostItems = 1 << 20
    static let mostPowerWatts: Int64 = 1 << 24
    static let mostHashrateGHs: Int64 = 1 << 32

    var count: Int { powerWatts.count }

    /// Makes a problem. `maximumSwitched` and a client's limit of nil mean none. Throws `PlannerError` for values outside their range.
    init(
        powerWatts: [Int64], hashrateGHs: [Int64], clients: [Int]? = nil, targetWatts: Int64, maximumSwitched: Int? = nil,
        clientLimits: [Int?] = []
    ) throws(PlannerError) {
        let count = powerWatts.count
        let clients = clients ?? Array(repeating: 0, count: count)
        let limits = clientLimits.isEmpty ? Array(repeating: nil, count: (clients.max() ?? -1) + 1) : clientLimits
        try PlannerError.require(
            count <= CoverProblem.mostItems, .tooManyMiners, "At most \(CoverProblem.mostItems) miners, found \(count).")
        try PlannerError.require(
            hashrateGHs.count == count && clients.count == count, .malformed, "Powers, hashrates and clients differ in number.")
        try PlannerError.require(
            clients.allSatisfy { limits.indices.contains($0) }, .malformed, "A miner's client has no place among the limits.")
        for index in 0..<count {
            try PlannerError.require(
                (1...CoverProblem.mostPowerWatts).contains(powerWatts[index]), .powerOutOfRange,
                "Miner \(index): expected 1 to \(CoverProblem.mostPowerWatts) W, found \(powerWatts[index]).")
            try PlannerError.require(
                (0...CoverProblem.mostHashrateGHs).contains(hashrateGHs[index]), .hashrateOutOfRange,
                "Miner \(index): expected 0 to \(CoverProblem.mostHashrateGHs) GH/s, found \(hashrateGHs[index]).")
        }
        var byClient = Array(repeating: [Int](), count: limits.count)
        for (index, client) in clients.enumerated() { byClient[client].append(index) }
        self.powerWatts = powerWatts
        self.hashrateGHs = hashrateGHs
        self.clients = clients
        self.targetWatts = CoverProblem.roundedUp(targetWatts, powerWatts)
        self.maximumSwitched = max(0, min(maximumSwitched ?? count, count))
        self.clientLimits = limits.indices.map { max(0, min(limits[$0] ?? .max, byClient[$0].count)) }
        hasClientLimits = zip(self.clientLimits, byClient).contains { $0 < $1.count }
        itemsByClient = byClient
    }

    /// Whether the number of all chosen is limited by more than there are.
    var hasCountLimit: Bool { maximumSwitched < count }

    /// Sums of the powers are multiples of their greatest common divisor, so a target between two multiples is met by the upper one alone.
    private static func roundedUp(_ target: Int64, _ powers: [Int64]) -> Int64 {
        guard target > 0 else { return 0 }
        var divisor: Int64 = 0
        for power in powers {
            var (first, second) = (divisor, power)
            while second != 0 { (first, second) = (second, first % second) }
            divisor = first
            if divisor == 1 { return target }
        }
        guard divisor > 1, target <= Int64.max - divisor else { return target }
        return (target + divisor - 1) / divisor * divisor
    }
}
