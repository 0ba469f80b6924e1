import PluginKit

/// What a look at a rule came to, with its figures. Pure.
enum RuleFinding: Sendable, Equatable {
    case outsideHours
    case inHours(beginsAt: Timestamp)
    case noPrice(minutes: Int64)
    /// Without prices for so long miners that are off come back.
    case noPriceResumes(minutes: Int64)
    case awaitsPrice
    case cheapSoFar(usdPerMWh: Double, strike: Double, windows: Int, wanted: Int)
    case cheapEnough(usdPerMWh: Double, strike: Double, windows: Int)
    case dearSoFar(usdPerMWh: Double, strike: Double, windows: Int, wanted: Int)
    case dearEnough(usdPerMWh: Double, strike: Double, windows: Int)
    case farTooDear(usdPerMWh: Double, limit: Double)
    case powerUnknown
    case planMoves(watts: Int64, capWatts: Int64)
    case aboveCap(watts: Int64, capWatts: Int64)
    case belowCap(watts: Int64, capWatts: Int64)
    /// What a plan holds off would not fit below the cap.
    case noRoom(watts: Int64, capWatts: Int64, moreWatts: Int64)
    case room(watts: Int64, capWatts: Int64, moreWatts: Int64)
    /// The last plan failed for that so short a time ago that the next one would too.
    case nothingToShed(minutes: Int64)
    /// Miners of an earlier plan still come back, and no other may be switched off.
    case minersReturn
    /// Somebody brought the miners back before their time.
    case endedByMember(until: Timestamp)

    /// As the interface and the catalogues name it.
    var code: String { described.code }

    /// The figures as JSON.
    var values: String {
        var json = JSONWriter(capacity: 128)
        json.object { json in for (name, value) in described.values { json.field(name, value) } }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private var described: (code: String, values: [(name: String, value: JSONValue)]) {
        switch self {
        case .outsideHours: ("outside_hours", [])
        case .inHours(let begin): ("in_hours", [("begins_at", .string(begin.rfc3339))])
        case .noPrice(let minutes): ("no_price", [("minutes", .integer(minutes))])
        case .noPriceResumes(let minutes): ("no_price_resumes", [("minutes", .integer(minutes))])
        case .awaitsPrice: ("awaits_price", [])
        case .cheapSoFar(let price, let strike, let windows, let wanted):
            ("cheap_so_far", RuleFinding.prices(price, strike, windows) + [("wanted_windows", .integer(Int64(wanted)))])
        case .cheapEnough(let price, let strike, let windows): ("cheap_enough", RuleFinding.prices(price, strike, windows))
        case .dearSoFar(let price, let strike, let windows, let wanted):
            ("dear_so_far", RuleFinding.prices(price, strike, windows) + [("wanted_windows", .integer(Int64(wanted)))])
        case .dearEnough(let price, let strike, let windows): ("dear_enough", RuleFinding.prices(price, strike, windows))
        case .farTooDear(let price, let limit):
            ("far_too_dear", [("usd_per_mwh", .number(price)), ("immediate_usd_per_mwh", .number(limit))])
        case .powerUnknown: ("power_unknown", [])
        case .planMoves(let watts, let cap): ("plan_moves", RuleFinding.powers(watts, cap))
        case .aboveCap(let watts, let cap): ("above_cap", RuleFinding.powers(watts, cap))
        case .belowCap(let watts, let cap): ("below_cap", RuleFinding.powers(watts, cap))
        case .noRoom(let watts, let cap, let more): ("no_room", RuleFinding.powers(watts, cap) + [("more_watts", .integer(more))])
        case .room(let watts, let cap, let more): ("room", RuleFinding.powers(watts, cap) + [("more_watts", .integer(more))])
        case .nothingToShed(let minutes): ("nothing_to_shed", [("minutes", .integer(minutes))])
        case .minersReturn: ("miners_return", [])
        case .endedByMember(let end): ("ended_by_member", [("until", .string(end.rfc3339))])
        }
    }

    private static func prices(_ price: Double, _ strike: Double, _ windows: Int) -> [(name: String, value: JSONValue)] {
        [("usd_per_mwh", .number(price)), ("strike_usd_per_mwh", .number(strike)), ("windows", .integer(Int64(windows)))]
    }

    private static func powers(_ watts: Int64, _ cap: Int64) -> [(name: String, value: JSONValue)] {
        [("watts", .integer(watts)), ("cap_watts", .integer(cap))]
    }
}
