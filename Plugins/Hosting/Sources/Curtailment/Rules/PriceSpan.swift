import PluginKit

/// How long power costs the same: windows one after another of one price. Pure.
struct PriceSpan: Sendable, Equatable {
    let from: Timestamp
    var until: Timestamp
    let usdPerMWh: Double

    /// - Parameter windows: The oldest first.
    static func spans(of windows: [PriceWindow]) -> [PriceSpan] {
        var spans: [PriceSpan] = []
        for window in windows {
            let end = window.startsAt.adding(seconds: Double(PriceWindow.seconds))
            if let last = spans.last, last.until == window.startsAt, last.usdPerMWh == window.usdPerMWh {
                spans[spans.count - 1].until = end
            } else {
                spans.append(PriceSpan(from: window.startsAt, until: end, usdPerMWh: window.usdPerMWh))
            }
        }
        return spans
    }
}
