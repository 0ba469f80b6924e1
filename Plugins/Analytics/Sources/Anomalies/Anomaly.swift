/// A finding.
package struct Anomaly: Equatable, Sendable {
    /// Of whom it is told.
    package enum Subject: Hashable, Sendable {
        case miner(Int64)
        case site(Int64)

        init(word: String, id: Int64) { self = word == "site" ? .site(id) : .miner(id) }

        /// As it is stored and told.
        var word: String { if case .site = self { "site" } else { "miner" } }

        /// Of Hosting's miner or site.
        var id: Int64 {
            switch self {
            case .miner(let id), .site(let id): id
            }
        }
    }

    package let subject: Subject
    package let kind: AnomalyKind
    /// Hours before the window's end at which it began, an estimate.
    package let hoursAgo: Int
    /// Standard deviations, or how many times the limit: comparable among findings of one kind only.
    package let score: Double
    /// In the kind's unit.
    package let observed: Double
    package let expected: Double
    /// How the neighbours changed against their own usual in the same hours, in percent or in °C; nil where there are too few.
    package var neighbours: Double?
    /// The median of machines of the same model in sight, in the kind's unit; nil where there are too few.
    package var model: Double?
    /// How many of a site's miners it is about; 1 for a miner.
    package var miners = 1
    /// Where the miner works now and where it did, for a change of pool.
    package var detail: String?
}
