import PluginKit

extension RuleFinding {
    /// In English, for the interface and the history of plans. Pages take their words from the catalogues, by the code.
    var message: String {
        switch self {
        case .outsideHours: "Outside its hours."
        case .inHours(let begin): "Its hours began or begin at \(DisplayTime.text(begin))."
        case .noPrice(let minutes): "No price for \(minutes) minutes."
        case .noPriceResumes(let minutes): "No price for \(minutes) minutes. Miners come back."
        case .awaitsPrice: "Waits for a price of now."
        case .cheapSoFar(let price, let strike, let windows, let wanted):
            "\(Self.usd(price)); \(windows) of \(wanted) windows below \(Self.short(strike))."
        case .cheapEnough(let price, let strike, let windows):
            "\(Self.usd(price)), below \(Self.short(strike)) for \(windows) windows in a row."
        case .dearSoFar(let price, let strike, let windows, let wanted):
            "\(Self.usd(price)); \(windows) of \(wanted) windows at or above \(Self.short(strike))."
        case .dearEnough(let price, let strike, let windows):
            "\(Self.usd(price)), at or above \(Self.short(strike)) for \(windows) windows in a row."
        case .farTooDear(let price, let limit): "\(Self.usd(price)), at or above \(Self.short(limit))."
        case .powerUnknown: "Too many miners say nothing of their power."
        case .planMoves(let watts, let cap): "\(watts) W of \(cap) W; a plan is on its way."
        case .aboveCap(let watts, let cap): "\(watts) W of \(cap) W: above the cap."
        case .belowCap(let watts, let cap): "\(watts) W of \(cap) W."
        case .noRoom(let watts, let cap, let more): "\(watts) W of \(cap) W; \(more) W more do not fit."
        case .room(let watts, let cap, let more): "\(watts) W of \(cap) W: \(more) W more fit."
        case .nothingToShed(let minutes): "No miner could be switched off; tried again \(minutes) minutes later."
        case .minersReturn: "Miners of an earlier plan still come back, and no other may be switched off."
        case .endedByMember(let end):
            "A member brought the miners back; waits until power was cheap enough, at the latest until \(DisplayTime.text(end))."
        }
    }

    private static func short(_ price: Double) -> String { DisplayNumber.short(price, 2) }
    private static func usd(_ price: Double) -> String { "\(short(price)) USD/MWh" }
}
