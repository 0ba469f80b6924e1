/// Says who serves: Redis, or the memory while Redis is away; and remembers what Redis must forget before it serves again. Pure; times are
/// nanoseconds of one clock.
struct CacheSwitch {
    /// Who serves an operation that begins now.
    enum Route: Equatable {
        case remote
        case memory
        /// The memory; and whoever asks must see whether Redis is back.
        case memoryAndProbe
    }

    private enum State {
        case serving
        case away(sinceNanos: UInt64, probeAtNanos: UInt64, restNanos: UInt64)
        case probing(sinceNanos: UInt64, restNanos: UInt64)
    }

    static let shortestRestNanos: UInt64 = 500_000_000
    static let longestRestNanos: UInt64 = 15_000_000_000
    /// Of one partition; beyond it all of the partition is forgotten.
    static let mostNames = 1_000

    private var state = State.serving
    /// Changed in the memory since Redis went away; nil for a whole partition.
    private var changed: [CachePartition: Set<String>?] = [:]

    /// Whether Redis serves.
    var isServing: Bool { if case .serving = state { true } else { false } }

    mutating func route(nowNanos: UInt64) -> Route {
        switch state {
        case .serving: return .remote
        case .probing: return .memory
        case .away(let since, let probeAt, let rest):
            guard nowNanos >= probeAt else { return .memory }
            state = .probing(sinceNanos: since, restNanos: rest)
            return .memoryAndProbe
        }
    }

    /// An operation did not reach Redis.
    /// - Returns: Whether it served until now.
    mutating func failed(nowNanos: UInt64) -> Bool {
        guard isServing else { return false }
        state = .away(sinceNanos: nowNanos, probeAtNanos: nowNanos + Self.shortestRestNanos, restNanos: Self.shortestRestNanos)
        return true
    }

    /// It did not answer the question whether it is back.
    mutating func probeFailed(nowNanos: UInt64) {
        guard case .probing(let since, let rest) = state else { return }
        let longer = min(rest * 2, Self.longestRestNanos)
        state = .away(sinceNanos: since, probeAtNanos: nowNanos + longer, restNanos: longer)
    }

    /// Something was put or removed in the memory, or Redis may not have heard of it.
    mutating func note(_ key: CacheKey) {
        guard let names = changed[key.partition, default: .some([])] else { return }
        changed[key.partition] = .some(names.count < Self.mostNames ? names.union([key.name]) : nil)
    }

    /// What Redis must forget now; empty if it has forgotten all.
    mutating func takeChanged() -> [CachePartition: Set<String>?] {
        defer { changed = [:] }
        return changed
    }

    /// Redis is back, if it has forgotten all that changed meanwhile.
    /// - Returns: For how long it was away; nil if there is more to forget.
    mutating func returned(nowNanos: UInt64) -> UInt64? {
        guard changed.isEmpty, case .probing(let since, _) = state else { return nil }
        state = .serving
        return nowNanos - since
    }
}
