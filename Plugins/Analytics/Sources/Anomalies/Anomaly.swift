/// A finding.
package struct Anomaly: Equatable, Sendable {
    /// Of whom it is told.
    package enum Subject: Hashable, Sendable {
        case miner(Int64)
        /// A rack of a site, by the name that somebody gave it.
        case rack(site: Int64, name: String)
        case site(Int64)

        /// As it is stored. A word that is none, and a rack without its site and name, is nil.
        init?(word: String, id: Int64, site: Int64?, rack: String?) {
            switch (word, site, rack) {
            case ("miner", _, _): self = .miner(id)
            case ("site", _, _): self = .site(id)
            case ("rack", let site?, let rack?): self = .rack(site: site, name: rack)
            default: return nil
            }
        }

        /// As it is stored and told.
        var word: String {
            switch self {
            case .miner: "miner"
            case .rack: "rack"
            case .site: "site"
            }
        }

        /// Of Hosting's miner or site; of a rack, which has none, a number that follows from its site and name.
        var id: Int64 {
            switch self {
            case .miner(let id), .site(let id): id
            case .rack(let site, let name): Int64(Fingerprint.fnv1a("\(site)/\(name)".utf8) >> 1)
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
    /// How the neighbours changed against their own usual in the same hours, in percent or in °C; of a rack, the rest of its site; nil where there
    /// are too few.
    package var neighbours: Double?
    /// The rack whose other machines the neighbours are; nil where they are those of a block of addresses or of the site.
    package var neighboursRack: String?
    /// The median of machines of the same model in sight, in the kind's unit; nil where there are too few.
    package var model: Double?
    /// How many of a site's or rack's miners it is about; 1 for a miner.
    package var miners = 1
    /// Where the miner works now and where it did, for a change of pool.
    package var detail: String?

    /// The rack that is told of, or that the neighbours are of.
    var rack: String? { if case .rack(_, let name) = subject { name } else { neighboursRack } }
}
