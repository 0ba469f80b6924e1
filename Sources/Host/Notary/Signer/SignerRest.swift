/// How long nothing is asked of a signer after it has failed: every try counts against what the key may sign in an hour, whether or not a
/// signature comes of it. Pure; nanoseconds of the monotonic clock.
struct SignerRest: Sendable, Hashable {
    private static let firstNanos: UInt64 = 1_000_000_000
    private static let longestNanos: UInt64 = 60_000_000_000

    private var last: SignerFault?
    private var pauseNanos: UInt64 = 0
    private var untilNanos: UInt64 = 0

    init() {}

    /// Why nothing is asked of it now; nil if it may be.
    func fault(nowNanos: UInt64) -> SignerFault? { nowNanos < untilNanos ? last : nil }

    /// It has failed: twice as long a rest as the time before, a minute at most.
    mutating func failed(_ fault: SignerFault, nowNanos: UInt64) {
        pauseNanos = min(max(pauseNanos * 2, Self.firstNanos), Self.longestNanos)
        untilNanos = nowNanos + pauseNanos
        last = fault
    }
}
