/// One item that may be chosen otherwise than in the base.
struct CoverChange {
    let item: Int
    /// Watts shed in addition, below zero where a chosen item is given back.
    let watts: Int64
    /// Units that it costs.
    var cost: Int64
    /// Whose limit is counted, or −1 where that is not needed.
    var client: Int
    private let hashrateGHs: Int64

    init(_ item: Int, _ problem: CoverProblem, _ base: CoverBase) {
        self.item = item
        watts = base.isChosen[item] ? -problem.powerWatts[item] : problem.powerWatts[item]
        cost = base.costs[item]
        client = problem.clients[item]
        hashrateGHs = problem.hashrateGHs[item]
    }

    /// +1 chosen, −1 given back.
    var step: Int { watts > 0 ? 1 : -1 }

    /// Units for each watt.
    var costAWatt: Double { Double(cost) / Double(abs(watts)) }

    /// Counted clients first, each by itself.
    var order: Int { client < 0 ? .max : client }

    /// A place among changes of equal cost that tells nothing of their watts: in order of watts a narrow search would see one side alone.
    var shuffled: Int64 { watts &* -0x61C8_8646_80B5_83EB }

    /// Whether changing both ways, one for the other, would change nothing.
    func isLike(_ other: CoverChange) -> Bool {
        abs(watts) == abs(other.watts) && hashrateGHs == other.hashrateGHs && client == other.client
    }
}
