/// One number in a captured text that changes with time, and how it is written.
struct DriftToken: Sendable, Equatable {
    /// Offset of its first byte.
    let offset: Int
    /// Its bytes.
    let count: Int
    let signal: DriftSignal
    let base: Double
    /// Digits after the point.
    let decimals: Int
}
