/// What is assumed about the time to come.
struct Growth: Sendable, Hashable {
    /// When the difficulty changes.
    enum Cadence: String, Sendable, CaseIterable {
        /// At the beginning of each month after the first.
        case month
        /// At each multiple of 2,016 blocks. Needs a height.
        case retarget
    }

    /// 1.02 for two percent more each time.
    var difficultyFactor = DoubleDouble.one
    var cadence = Cadence.month
    /// Applied from the second month.
    var monthlyPriceFactor = DoubleDouble.one

    /// No change.
    static let none = Growth()
}
