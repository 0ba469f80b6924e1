/// The order (p, d, q) of an ARIMA model.
package struct ArimaOrder: Hashable, Sendable, CustomStringConvertible {
    /// p: past values that a value follows from.
    package let autoregressive: Int
    /// d: how often differences are taken before that.
    package let differences: Int
    /// q: past shocks that a value follows from.
    package let movingAverage: Int

    package init(_ autoregressive: Int, _ differences: Int, _ movingAverage: Int) {
        (self.autoregressive, self.differences, self.movingAverage) = (autoregressive, differences, movingAverage)
    }

    /// The last value, and nothing else, says what is next.
    package static let randomWalk = ArimaOrder(0, 1, 0)

    /// Coefficients of the model, without the variance.
    package var coefficients: Int { autoregressive + movingAverage }

    /// Whether nothing but the last value says anything about the next.
    package var isRandomWalk: Bool { self == .randomWalk }

    package var description: String { "ARIMA(\(autoregressive),\(differences),\(movingAverage))" }
}
