/// Where a value stands in a pane of a chart: a straight scale from a range of values to a range of heights. Pure.
struct ChartScale: Equatable, Sendable {
    let low: Double
    let high: Double
    /// The heights of `high` and of `low`; heights grow downwards.
    let top: Double
    let bottom: Double

    /// The span of values that are numbers, with a margin above and below; nil where there is none.
    init?(_ values: some Sequence<Double>, top: Double, bottom: Double, margin: Double = 0.04) {
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
        guard low <= high else { return nil }
        // What stands still has a span too.
        let width = max(high - low, abs(high) * 1e-6, 1e-9)
        self.init(low: low - margin * width, high: high + margin * width, top: top, bottom: bottom)
    }

    init(low: Double, high: Double, top: Double, bottom: Double) {
        (self.low, self.high, self.top, self.bottom) = (low, high, top, bottom)
    }

    /// The height of a value.
    func height(_ value: Double) -> Double { bottom - (value - low) / (high - low) * (bottom - top) }

    /// Round values within the scale, at most `most` and at least one where the scale is not empty: steps of 1, 2 or 5 times a power of ten.
    func ticks(most: Int) -> [Double] {
        guard most >= 1, high > low, low.isFinite, high.isFinite else { return [] }
        var step = 1.0
        while step > (high - low) / Double(most) { step /= 10 }
        while step * 10 <= (high - low) / Double(most) { step *= 10 }
        let factor = [1.0, 2, 5, 10].first { ticks(every: step * $0) <= most } ?? 10
        step *= factor
        let first = (low / step).rounded(.up)
        let last = (high / step).rounded(.down)
        guard first <= last else { return [] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    private func ticks(every step: Double) -> Int { Int(max(0, (high / step).rounded(.down) - (low / step).rounded(.up) + 1)) }
}
