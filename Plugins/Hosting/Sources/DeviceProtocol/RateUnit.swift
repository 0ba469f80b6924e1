/// The unit a rate was reported in.
public enum RateUnit: String, Sendable {
    case megahash = "MH/s"
    case gigahash = "GH/s"
    case terahash = "TH/s"
    case kilosolution = "kSol/s"

    /// How many of this unit make a terahash; nil where it counts no hashes.
    var perTerahash: Double? {
        switch self {
        case .megahash: 1e6
        case .gigahash: 1e3
        case .terahash: 1
        case .kilosolution: nil
        }
    }

    /// The unit in a `rate_unit` field ("GH", "GH/s", "MH/s"), nil where unknown.
    static func declared(_ text: String) -> RateUnit? {
        switch text.prefix(2).uppercased() {
        case "MH": .megahash
        case "GH": .gigahash
        case "TH": .terahash
        case "KS": .kilosolution
        default: nil
        }
    }
}
