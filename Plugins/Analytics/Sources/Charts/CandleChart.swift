import PluginKit

/// The candles of the last days with what is laid over them, and the oscillators below, as shapes of one SVG. Pure.
///
/// A day that ended higher is hollow and one that ended lower is filled, so that the two are told apart without their colours.
struct CandleChart: Sendable {
    let analysis: TechnicalAnalysis
    let layout: ChartLayout
    let overlays: Set<ChartOverlay>
    let marks: [SignalMark]
    /// The first bar that is shown.
    let first: Int

    /// Nil without a candle.
    init?(_ analysis: TechnicalAnalysis, days: Int, layout: ChartLayout, overlays: Set<ChartOverlay>) {
        guard analysis.candles.count > 0, days > 0 else { return nil }
        (self.analysis, self.layout, self.overlays) = (analysis, layout, overlays)
        first = max(0, analysis.candles.count - min(days, layout.mostDays))
        marks = SignalMark.all(analysis.scan, from: first)
    }

    /// Bars that are shown.
    var bars: Range<Int> { first..<analysis.candles.count }
    /// What one day has of the width.
    var dayWidth: Double { layout.right / Double(bars.count) }
    /// The middle of a day.
    func x(_ bar: Int) -> Double { (Double(bar - first) + 0.5) * dayWidth }

    /// The price first, then the oscillators that have a value in the days shown.
    var panes: [ChartPane] {
        let pricePane = pricePane
        let below: [(Double, Double) -> ChartPane?] = [
            { top, bottom in
                .percent(
                    "rsi", limits: [SignalScan.oversold, SignalScan.overbought], lines: [shown("rsi", analysis.strengthIndex)], top: top,
                    bottom: bottom)
            },
            { top, bottom in
                .aboutZero(
                    "macd", lines: [shown("macd", analysis.convergence.line), shown("signal", analysis.convergence.signal)],
                    bars: shown("", analysis.convergence.histogram).values, top: top, bottom: bottom)
            },
            { top, bottom in
                .percent(
                    "stochastic", limits: [20, 80],
                    lines: [shown("k", analysis.stochastic.slowK), shown("d", analysis.stochastic.slowD)], top: top, bottom: bottom)
            },
            { top, bottom in .aboveZero("atr", lines: [shown("atr", analysis.averageTrueRange)], top: top, bottom: bottom) },
        ]
        return below.reduce(into: [pricePane]) { panes, make in
            let number = panes.count
            guard let pane = make(layout.top(pane: number), layout.bottom(pane: number)),
                pane.lines.contains(where: { $0.values.contains { $0.isFinite } })
            else { return }
            panes.append(pane)
        }
    }

    private var pricePane: ChartPane {
        let lines = ChartOverlay.allCases.filter(overlays.contains).flatMap { overlay in
            overlay.lines(analysis).map { shown($0.name, $0.values) }
        }
        let values = lines.flatMap(\.values) + analysis.candles.lows[bars] + analysis.candles.highs[bars]
        let (top, bottom) = (layout.top(pane: 0), layout.bottom(pane: 0))
        // Candles are checked before they are stored: there is always a span.
        let scale = ChartScale(values, top: top, bottom: bottom, margin: 0.07) ?? ChartScale(low: 0, high: 1, top: top, bottom: bottom)
        let decimals = scale.high < 100 ? 2 : 0
        let guides = scale.ticks(most: layout.mostTicks).map { ChartPane.Guide(value: $0, text: DisplayNumber.text($0, decimals)) }
        return ChartPane(name: "price", scale: scale, guides: guides, lines: lines)
    }

    private func shown(_ name: String, _ values: [Double]) -> ChartPane.Line { ChartPane.Line(name: name, values: Array(values[bars])) }

    /// The paths of the days that ended higher than they began, and of the others: a wick and a body each.
    func candles(_ scale: ChartScale) -> (rising: String, falling: String) {
        var (rising, falling) = (ChartPath(), ChartPath())
        let series = analysis.candles
        let width = max(1, dayWidth * 0.64)
        for bar in bars {
            let (open, close) = (scale.height(series.opens[bar]), scale.height(series.closes[bar]))
            let (high, low) = (scale.height(series.highs[bar]), scale.height(series.lows[bar]))
            let (upper, lower) = (min(open, close), max(open, close))
            func draw(_ path: inout ChartPath) {
                if high < upper { path.vertical(x: x(bar), from: high, to: upper) }
                if lower < low { path.vertical(x: x(bar), from: lower, to: low) }
                path.box(x: x(bar) - width / 2, y: upper, width: width, height: max(0.8, lower - upper))
            }
            if series.closes[bar] >= series.opens[bar] { draw(&rising) } else { draw(&falling) }
        }
        return (rising.text, falling.text)
    }

    /// The bars of a pane: those above 0 and those below.
    func bars(_ pane: ChartPane) -> (above: String, below: String) {
        var (above, below) = (ChartPath(), ChartPath())
        let zero = pane.scale.height(0)
        let width = max(0.8, dayWidth * 0.6)
        for (index, value) in pane.bars.enumerated() where value.isFinite && value != 0 {
            let (height, left) = (pane.scale.height(value), x(first + index) - width / 2)
            if value > 0 {
                above.box(x: left, y: height, width: width, height: zero - height)
            } else {
                below.box(x: left, y: zero, width: width, height: height - zero)
            }
        }
        return (above.text, below.text)
    }

    /// The triangle of a mark: below the day's low to buy, above its high to sell, within the pane.
    func triangle(_ mark: SignalMark, _ scale: ChartScale) -> String {
        let size = 9.0
        var path = ChartPath()
        if mark.direction == .buy {
            let tip = min(scale.height(analysis.candles.lows[mark.bar]) + 4, scale.bottom - size)
            path.triangle(x: x(mark.bar), y: tip, size: size, isBelow: true)
        } else {
            let tip = max(scale.height(analysis.candles.highs[mark.bar]) - 4, scale.top + size)
            path.triangle(x: x(mark.bar), y: tip, size: size, isBelow: false)
        }
        return path.text
    }

    /// The bars that have a date below them, evenly apart, from the newest back.
    var datedBars: [Int] {
        let step = max(1, (bars.count + layout.mostDates - 1) / layout.mostDates)
        return stride(from: bars.upperBound - 1 - step / 2, through: bars.lowerBound, by: -step).reversed()
    }

    /// A date of a day: month and day, of long spans year and month.
    func dateText(_ bar: Int) -> String {
        let date = analysis.candles.openedAt[bar].rfc3339
        return String(bars.count > 200 ? date.prefix(7) : date.prefix(10).suffix(5))
    }
}
