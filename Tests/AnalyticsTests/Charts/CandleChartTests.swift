import PluginKit
import Testing

@testable import Analytics

@Suite("Chart of candles")
struct CandleChartTests {
    /// The last days of bitcoin's history.
    private func analysis(_ days: Int) throws -> TechnicalAnalysis {
        let history = try PriceHistory.read()
        let times = (0..<days).map { Timestamp(unixMicros: 1_700_006_400_000_000 + Int64($0) * 86_400_000_000) }
        return TechnicalAnalysis(
            CandleSeries(
                openedAt: times, opens: history.opens.suffix(days), highs: history.highs.suffix(days), lows: history.lows.suffix(days),
                closes: history.closes.suffix(days)))
    }

    /// The heights in a path, of which every second number is one where it has points only.
    private func boxes(_ path: String) -> Int { path.count { $0 == "Z" } }

    @Test("Every day has one candle, hollow where it rose and filled where it fell, within the pane", arguments: [30, 90, 365])
    func candles(days: Int) throws {
        let analysis = try analysis(700)
        let chart = try #require(CandleChart(analysis, days: days, layout: .wide, overlays: ChartOverlay.usual))
        let pane = try #require(chart.panes.first)
        let drawn = chart.candles(pane.scale)
        let rose = chart.bars.count { analysis.candles.closes[$0] >= analysis.candles.opens[$0] }
        #expect(boxes(drawn.rising) == rose)
        #expect(boxes(drawn.rising) + boxes(drawn.falling) == days)
        for bar in chart.bars {
            #expect(pane.scale.height(analysis.candles.highs[bar]) >= chart.layout.top(pane: 0))
            #expect(pane.scale.height(analysis.candles.lows[bar]) <= chart.layout.bottom(pane: 0))
            #expect((0...chart.layout.right).contains(chart.x(bar)))
        }
    }

    @Test("A narrow chart shows fewer days, and its newest day is the same") func narrow() throws {
        let analysis = try analysis(700)
        let (wide, narrow) = (
            try #require(CandleChart(analysis, days: 365, layout: .wide, overlays: [])),
            try #require(CandleChart(analysis, days: 365, layout: .narrow, overlays: []))
        )
        #expect(wide.bars.count == 365 && narrow.bars.count == ChartLayout.narrow.mostDays)
        #expect(wide.bars.upperBound == narrow.bars.upperBound)
        #expect(narrow.datedBars.count <= ChartLayout.narrow.mostDates && wide.datedBars.count <= ChartLayout.wide.mostDates)
        #expect(narrow.datedBars.allSatisfy { narrow.bars.contains($0) })
    }

    @Test("Only what was asked for is laid over the price") func overlays() throws {
        let analysis = try analysis(700)
        for overlay in ChartOverlay.allCases {
            let chart = try #require(CandleChart(analysis, days: 90, layout: .wide, overlays: [overlay]))
            let names = Set(try #require(chart.panes.first).lines.map(\.name))
            #expect(names == [overlay.rawValue])
            #expect(chart.panes[0].lines.allSatisfy { $0.values.count == 90 && $0.values.allSatisfy(\.isFinite) })
        }
        #expect(try #require(CandleChart(analysis, days: 90, layout: .wide, overlays: [])).panes[0].lines.isEmpty)
    }

    @Test("Oscillators have panes of their own, without gaps between them, as soon as they have values") func panes() throws {
        let chart = try #require(CandleChart(try analysis(700), days: 90, layout: .wide, overlays: []))
        #expect(chart.panes.map(\.name) == ["price", "rsi", "macd", "stochastic", "atr"])
        #expect(chart.panes[2].bars.count == 90)
        let young = try #require(CandleChart(try analysis(16), days: 90, layout: .wide, overlays: []))
        #expect(young.panes.map(\.name) == ["price", "rsi", "atr"])
        #expect(young.panes[1].scale.top == ChartLayout.wide.top(pane: 1))
        #expect(CandleChart(try analysis(0), days: 90, layout: .wide, overlays: []) == nil)
    }

    @Test("The true range stands on a scale from 0 that holds all of it, with the values that the API gives") func trueRange() throws {
        let analysis = try analysis(700)
        for layout in [ChartLayout.wide, .narrow] {
            let chart = try #require(CandleChart(analysis, days: 90, layout: layout, overlays: []))
            let pane = try #require(chart.panes.last)
            let line = try #require(pane.lines.first)
            let told = try #require(analysis.indicators.first { $0.name == "atr14" }).values
            #expect(pane.name == "atr" && pane.lines.count == 1 && line.values == Array(told[chart.bars]))
            #expect(pane.scale.low == 0 && line.values.allSatisfy { $0 > 0 && $0 < pane.scale.high })
            #expect(pane.scale.bottom == layout.bottom(pane: 4) && !pane.guides.isEmpty)
        }
    }

    @Test("A signal is marked on the day on which a rule begins to say it, and not on those after it") func marks() throws {
        let analysis = try analysis(1_500)
        let marks = SignalMark.all(analysis.scan, from: 300)
        #expect(marks.contains { $0.direction == .buy } && marks.contains { $0.direction == .sell })
        for mark in marks {
            #expect(mark.bar >= 300 && !mark.signals.isEmpty)
            for signal in mark.signals {
                #expect(signal.direction == mark.direction)
                #expect(analysis.scan.signal(signal.kind, at: mark.bar - 1)?.direction != mark.direction)
            }
        }
        // What is told goes on on the next bars until it is told no more or the other side is.
        let told = (301..<1_500).filter { bar in
            let (now, before) = (analysis.scan.signal(.macdCrossover, at: bar), analysis.scan.signal(.macdCrossover, at: bar - 1))
            return now?.direction != .hold && now?.direction != before?.direction
        }
        #expect(marks.filter { $0.bar > 300 && $0.signals.contains { $0.kind == .macdCrossover } }.map(\.bar) == told)
    }

    @Test("A triangle stands clear of its day's candle and within the pane") func triangles() throws {
        let analysis = try analysis(700)
        let chart = try #require(CandleChart(analysis, days: 365, layout: .wide, overlays: []))
        let scale = try #require(chart.panes.first).scale
        #expect(!chart.marks.isEmpty)
        for mark in chart.marks {
            let tip = try #require(
                chart.triangle(mark, scale).split(separator: "L").first?.split(separator: " ").last.flatMap { Double($0) })
            let (high, low) = (scale.height(analysis.candles.highs[mark.bar]), scale.height(analysis.candles.lows[mark.bar]))
            #expect(mark.direction == .buy ? tip > low - 10 : tip < high + 10)
            #expect((scale.top...scale.bottom).contains(tip))
        }
    }
}
