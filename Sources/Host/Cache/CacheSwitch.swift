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
        /// It is back, and forgets what was changed meanwhile; until then the memory serves that.
        case returning(sinceNanos: UInt64)
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

    /// - Parameter name: Nil for a whole partition.
    mutating func route(_ partition: CachePartition, _ name: String?, nowNanos: UInt64) -> Route {
        switch state {
        case .serving: return .remote
        case .probing: return .memory
        case .returning:
            guard let names = changed[partition] else { return .remote }
            guard let names, let name else { return .memory }
            return names.contains(name) ? .memory : .remote
        case .away(let since, let probeAt, let rest):
            guard nowNanos >= probeAt else { return .memory }
            state = .probing(sinceNanos: since, restNanos: rest)
            return .memoryAndProbe
        }
    }

    /// An operation did not reach Redis.
    /// - Returns: Whether it served until now.
    mutating func failed(nowNanos: UInt64) -> Bool {
        let rest = Self.shortestRestNanos
        switch state {
        case .serving: state = .away(sinceNanos: nowNanos, probeAtNanos: nowNanos + rest, restNanos: rest)
        case .returning(let since):
            state = .away(sinceNanos: since, probeAtNanos: nowNanos + rest, restNanos: rest)
            return false
        case .away, .probing: return false
        }
        return true
    }

    /// It did not answer the question whether it is back.
    mutating func probeFailed(nowNanos: UInt64) {
        guard case .probing(let since, let rest) = state else { return }
        let longer = min(rest * 2, Self.longestRestNanos)
        state = .away(sinceNanos: since, probeAtNanos: nowNanos + longer, restNanos: longer)
    }

    /// It answered: from now on it serves all that was not changed meanwhile.
    mutating func probeSucceeded() {
        if case .probing(let since, _) = state { state = .returning(sinceNanos: since) }
    }

    /// Something was put or removed in the memory, or Redis may not have heard of it.
    ///
    /// - Parameter name: Nil for a whole partition.
    mutating func note(_ partition: CachePartition, _ name: String?) {
        switch state {
        case .away, .probing: break
        case .serving, .returning: return
        }
        guard let names = changed[partition, default: .some([])] else { return }
        changed[partition] = .some(name.flatMap { names.count < Self.mostNames ? names.union([$0]) : nil })
    }

    /// A part of what Redis must forget; nil if there is no more, or it went away once more.
    var toForget: (partition: CachePartition, names: Set<String>?)? {
        guard case .returning = state else { return nil }
        return changed.first.map { ($0.key, $0.value) }
    }

    /// Redis has forgotten all of a partition that was changed.
    mutating func forgot(_ partition: CachePartition) { if case .returning = state { changed[partition] = nil } }

    /// Redis serves all again, if it has forgotten what was changed.
    /// - Returns: For how long it was away; nil if there is more to forget, or it went away once more.
    mutating func returned(nowNanos: UInt64) -> UInt64? {
        guard changed.isEmpty, case .returning(let since) = state else { return nil }
        state = .serving
        return nowNanos - since
    }
}
