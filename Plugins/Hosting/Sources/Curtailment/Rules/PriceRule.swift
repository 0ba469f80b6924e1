import PluginKit

/// Curtails where power costs too much for a while, at once where it costs far too much, and resumes where it was cheap for a while. Pure.
///
/// A window counts from its begin, since its price is told then. One that is missing ends a row: nobody knows what it cost.
struct PriceRule: Sendable, Equatable {
    /// The strike price: from here on power costs too much.
    var strikeUSDPerMWh: Double
    /// Windows in a row at or above the strike before miners go off.
    var curtailWindows = 2
    /// Windows in a row below the strike before they come back.
    var resumeWindows = 4
    /// From here on one window is enough; nil for no such price.
    var immediateUSDPerMWh: Double?
    /// Without prices for so many windows miners come back: a feed that broke must not keep a site off.
    var silentWindows = 6

    /// What the rule wants now.
    ///
    /// - Parameters:
    ///   - windows: In any order; of two for the same time the last counts.
    ///   - isCurtailed: Whether a plan of the rule runs or is about to.
    func verdict(_ windows: [PriceWindow], isCurtailed: Bool, now: Timestamp) -> RuleVerdict {
        let known = PriceRule.series(windows, now: now)
        guard let last = known.first, now.micros(since: last.startsAt) < PriceWindow.micros * Int64(silentWindows) else {
            let words = "No price for \(Int64(silentWindows) * PriceWindow.seconds / 60) minutes."
            return isCurtailed ? .resume("\(words) Miners come back.") : .stay(words)
        }
        // A price of the last window but one says nothing of now that would be worth switching for.
        guard now.micros(since: last.startsAt) < 2 * PriceWindow.micros else { return .stay("Waits for a price of now.") }
        let price = "\(PriceRule.text(last.usdPerMWh)) USD/MWh"
        if isCurtailed {
            let cheap = PriceRule.row(known) { $0 < strikeUSDPerMWh }
            if cheap >= resumeWindows {
                return .resume("\(price), below \(PriceRule.text(strikeUSDPerMWh)) for \(cheap) windows in a row.")
            }
            return .stay("\(price); \(cheap) of \(resumeWindows) windows below \(PriceRule.text(strikeUSDPerMWh)).")
        }
        if let immediateUSDPerMWh, last.usdPerMWh >= immediateUSDPerMWh {
            return .curtail("\(price), at or above \(PriceRule.text(immediateUSDPerMWh)).")
        }
        let dear = PriceRule.row(known) { $0 >= strikeUSDPerMWh }
        if dear >= curtailWindows {
            return .curtail("\(price), at or above \(PriceRule.text(strikeUSDPerMWh)) for \(dear) windows in a row.")
        }
        return .stay("\(price); \(dear) of \(curtailWindows) windows at or above \(PriceRule.text(strikeUSDPerMWh)).")
    }

    /// What began until now, the last first.
    private static func series(_ windows: [PriceWindow], now: Timestamp) -> [PriceWindow] {
        var byStart: [Timestamp: PriceWindow] = [:]
        for window in windows where window.startsAt <= now && window.usdPerMWh.isFinite { byStart[window.startsAt] = window }
        return byStart.values.sorted { $0.startsAt > $1.startsAt }
    }

    /// How many of the last windows fit, up to the first that does not or is missing.
    private static func row(_ windows: [PriceWindow], _ fits: (Double) -> Bool) -> Int {
        var count = 0
        for (index, window) in windows.enumerated() {
            if index > 0, windows[index - 1].startsAt.micros(since: window.startsAt) != PriceWindow.micros { break }
            guard fits(window.usdPerMWh) else { break }
            count += 1
        }
        return count
    }

    private static func text(_ price: Double) -> String { DisplayNumber.short(price, 2) }
}
