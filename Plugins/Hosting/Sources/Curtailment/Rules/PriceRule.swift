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
            let minutes = Int64(silentWindows) * PriceWindow.seconds / 60
            return isCurtailed ? .resume(.noPriceResumes(minutes: minutes)) : .stay(.noPrice(minutes: minutes))
        }
        // A price of the last window but one says nothing of now that would be worth switching for.
        guard now.micros(since: last.startsAt) < 2 * PriceWindow.micros else { return .stay(.awaitsPrice) }
        let (price, strike) = (last.usdPerMWh, strikeUSDPerMWh)
        if isCurtailed {
            let cheap = PriceRule.row(known) { $0 < strike }
            return cheap >= resumeWindows
                ? .resume(.cheapEnough(usdPerMWh: price, strike: strike, windows: cheap))
                : .stay(.cheapSoFar(usdPerMWh: price, strike: strike, windows: cheap, wanted: resumeWindows))
        }
        if let immediateUSDPerMWh, price >= immediateUSDPerMWh {
            return .curtail(.farTooDear(usdPerMWh: price, limit: immediateUSDPerMWh))
        }
        let dear = PriceRule.row(known) { $0 >= strike }
        return dear >= curtailWindows
            ? .curtail(.dearEnough(usdPerMWh: price, strike: strike, windows: dear))
            : .stay(.dearSoFar(usdPerMWh: price, strike: strike, windows: dear, wanted: curtailWindows))
    }

    /// Whether, in a window that began after a moment, it was cheap for as long as brings miners back.
    func wasCheapEnough(_ windows: [PriceWindow], after moment: Timestamp, now: Timestamp) -> Bool {
        let known = PriceRule.series(windows, now: now)
        return known.indices.contains { place in
            known[place].startsAt > moment && PriceRule.row(Array(known[place...])) { $0 < strikeUSDPerMWh } >= resumeWindows
        }
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
}
