extension Int64 {
    /// A number without its fraction. Stops at the ends of the range instead of trapping; 0 for what is not a number.
    ///
    /// For figures that come from outside and may be anything: a plain conversion ends the process for one that does not fit.
    public init(saturating value: Double) {
        self = Int64(exactly: value.rounded(.towardZero)) ?? (value > 0 ? .max : value < 0 ? .min : 0)
    }
}
