/// One pane of a chart: a scale with guides, and lines and bars over it.
struct ChartPane: Sendable {
    /// A height with its figure.
    struct Guide: Sendable {
        let value: Double
        let text: String
    }

    /// A line through the days; its name decides its colour.
    struct Line: Sendable {
        let name: String
        let values: [Double]
    }

    let name: String
    let scale: ChartScale
    let guides: [Guide]
    let lines: [Line]
    /// One value a day, drawn as bars from 0; empty for none.
    var bars: [Double] = []

    /// A pane of what goes from 0 to 100 %, with two limits.
    static func percent(_ name: String, limits: [Double], lines: [Line], top: Double, bottom: Double) -> ChartPane {
        ChartPane(
            name: name, scale: ChartScale(low: 0, high: 100, top: top, bottom: bottom),
            guides: limits.map { Guide(value: $0, text: DisplayNumber.text($0, 0)) }, lines: lines)
    }

    /// A pane of what moves about 0.
    static func aboutZero(_ name: String, lines: [Line], bars: [Double], top: Double, bottom: Double) -> ChartPane? {
        guard let scale = ChartScale(lines.flatMap(\.values) + bars + [0], top: top, bottom: bottom) else { return nil }
        return ChartPane(name: name, scale: scale, guides: guides(scale), lines: lines, bars: bars)
    }

    /// A pane of sizes, from 0 up.
    static func aboveZero(_ name: String, lines: [Line], top: Double, bottom: Double) -> ChartPane? {
        guard let span = ChartScale(lines.flatMap(\.values), top: top, bottom: bottom, margin: 0.08), span.high > 0 else { return nil }
        let scale = ChartScale(low: 0, high: span.high, top: top, bottom: bottom)
        return ChartPane(name: name, scale: scale, guides: guides(scale), lines: lines)
    }

    private static func guides(_ scale: ChartScale) -> [Guide] {
        scale.ticks(most: 3).map { Guide(value: $0, text: DisplayNumber.text($0, abs($0) < 10 && $0 != 0 ? 1 : 0)) }
    }
}
