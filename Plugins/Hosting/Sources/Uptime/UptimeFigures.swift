import PluginKit

/// Minutes of one miner, or of several together, and the shares made of them. Pure.
///
/// A minute is one round of the collection. Rounds that nobody made are nobody's downtime: they are not asked minutes.
struct UptimeFigures: Sendable, Equatable {
    /// Rounds made since the miner was added, but for those while its status was offline.
    let askedMinutes: Double
    /// Rounds in which it answered.
    let answeredMinutes: Double
    /// Rounds in which it answered with a rate above zero.
    let hashingMinutes: Double
    /// Rounds in which it slept: it said so, or a curtailment kept it asleep.
    let curtailedMinutes: Double

    /// Share of the asked minutes with an answer, in percent; nil where nobody asked.
    var reachablePercent: Double? { UptimeFigures.percent(answeredMinutes, of: askedMinutes) }

    /// Share of the asked minutes with a rate above zero, in percent.
    var hashingPercent: Double? { UptimeFigures.percent(hashingMinutes, of: askedMinutes) }

    /// The same without curtailed minutes: what an agreed uptime is measured by. Nil where all of it was curtailed.
    var agreedPercent: Double? { UptimeFigures.percent(hashingMinutes, of: askedMinutes - curtailedMinutes) }

    /// A share of at most all; rounds that overlap the edge of a bucket may count an answer more than questions.
    private static func percent(_ part: Double, of whole: Double) -> Double? { whole > 0 ? min(part / whole, 1) * 100 : nil }
}

extension UptimeFigures: RowDecodable {
    init(row: Row) throws {
        askedMinutes = try row["asked_minutes"]
        answeredMinutes = try row["answered_minutes"]
        hashingMinutes = try row["hashing_minutes"]
        curtailedMinutes = try row["curtailed_minutes"]
    }

    /// Writes the fields of the JSON answer.
    func write(to json: inout JSONWriter) {
        json.field("asked_minutes", askedMinutes)
        json.field("answered_minutes", answeredMinutes)
        json.field("hashing_minutes", hashingMinutes)
        json.field("curtailed_minutes", curtailedMinutes)
        json.field("reachable_percent", reachablePercent.map { FleetSummary.round($0, 3) })
        json.field("hashing_percent", hashingPercent.map { FleetSummary.round($0, 3) })
        json.field("hashing_percent_without_curtailed", agreedPercent.map { FleetSummary.round($0, 3) })
    }
}
