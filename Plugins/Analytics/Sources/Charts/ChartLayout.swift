/// The sizes of a chart, in the units of its drawing, which are pixels where the page gives it its full width.
struct ChartLayout: Sendable {
    let name: String
    let width: Double
    /// At the right, for the figures of the scales.
    let scaleWidth: Double
    let priceHeight: Double
    /// Of each pane below the price.
    let paneHeight: Double
    let mostTicks: Int
    /// Dates below the panes, at most.
    let mostDates: Int
    /// Days that can be told apart in this width.
    let mostDays: Int

    /// Between two panes, with the name of the lower one.
    static let gap = 24.0
    /// Below the panes, for the dates.
    static let dateHeight = 20.0

    static let wide = ChartLayout(
        name: "wide", width: 960, scaleWidth: 62, priceHeight: 300, paneHeight: 84, mostTicks: 6, mostDates: 9, mostDays: 365)
    static let narrow = ChartLayout(
        name: "narrow", width: 330, scaleWidth: 54, priceHeight: 230, paneHeight: 68, mostTicks: 5, mostDates: 4, mostDays: 60)

    /// Where the figures of the scales begin.
    var right: Double { width - scaleWidth }
    /// The whole drawing with so many panes below the price.
    func height(panes: Int) -> Double { Self.gap + priceHeight + Double(panes) * (Self.gap + paneHeight) + Self.dateHeight }
    /// The upper end of the n-th pane, the price being the first.
    func top(pane: Int) -> Double { pane == 0 ? Self.gap : Self.gap + priceHeight + Double(pane - 1) * (Self.gap + paneHeight) + Self.gap }
    /// The lower end of the n-th pane.
    func bottom(pane: Int) -> Double { top(pane: pane) + (pane == 0 ? priceHeight : paneHeight) }
}
