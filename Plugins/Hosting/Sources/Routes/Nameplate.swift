import PluginKit

/// What the plate of one machine says, as it is given with the machine instead of by the catalogue. Pure.
struct Nameplate: Sendable, Hashable {
    /// TH/s.
    let hashrate: Double
    let powerWatts: Double

    /// The columns of a table and fields of a request, the rate first.
    static let names = ["nameplate_hashrate_ths", "nameplate_power_watts"]

    /// The most of either figure.
    static let most = 100_000.0

    /// Why one figure alone is refused.
    static let together = "expected \(names.joined(separator: " and ")) together, or none of them."

    init(hashrate: Double, powerWatts: Double) { (self.hashrate, self.powerWatts) = (hashrate, powerWatts) }

    /// Reads a request's fields; nil if neither is there. Throws `.invalidArgument` that names the field.
    init?(_ fields: BodyFields) throws(PluginError) {
        let watts = try fields.number(Self.names[1], 1...Int(Self.most), "watts")
        let rate = try fields.number(Self.names[0], 0...Int(Self.most), "TH/s")
        if rate == 0 { throw PluginError(.invalidArgument, "\(Self.names[0]): expected a number of TH/s above 0.") }
        if rate == nil, watts == nil { return nil }
        guard let rate, let watts else {
            throw PluginError(.invalidArgument, "\(Self.names[rate == nil ? 0 : 1]): \(Self.together)")
        }
        self.init(hashrate: rate, powerWatts: watts)
    }

    /// Writes the fields of the rows that miners are written by.
    func write(to json: inout JSONWriter) {
        json.field(Self.names[0], hashrate)
        json.field(Self.names[1], powerWatts)
    }
}
