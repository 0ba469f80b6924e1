import PluginKit

/// What the sources' values of one metric come to.
struct MarketVerdict: Equatable, Sendable {
    /// The value of the first source in the order that agrees with the median.
    let value: Double
    /// Where it is from.
    let source: MarketSource
    /// When it was true as the source says; nil if it says nothing.
    let observedAt: Timestamp?
    /// Sources that agree, the chosen one included.
    let agreeing: Int
    /// Sources that lie too far from the median.
    let outliers: [MarketSource]
}
