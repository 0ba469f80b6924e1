/// What is known to be slow, and so runs on connections of its own for a while. Pure: told the time.
struct SlowWork {
    /// For how long something counts as slow.
    static let spanNanos: UInt64 = 60_000_000_000
    /// How often work of one owner is taken off a shared connection before all that it asks runs apart.
    static let maximumMoves = 3
    private static let maximumKinds = 1_000

    private var kinds: [[Statement]: UInt64] = [:]
    private var owners: [Int64: (moves: Int, untilNanos: UInt64)] = [:]

    /// These statements together were slow, or answered too much.
    mutating func note(_ kind: [Statement], atNanos now: UInt64) {
        guard !kind.isEmpty, kinds.count < Self.maximumKinds else { return }
        kinds[kind] = now + Self.spanNanos
    }

    /// Work of this owner held others up on a shared connection.
    mutating func noteMove(of owner: Int64, atNanos now: UInt64) {
        let known = owners[owner].flatMap { $0.untilNanos > now ? $0.moves : nil } ?? 0
        owners[owner] = (known + 1, now + Self.spanNanos)
    }

    /// Whether these statements, or one of them by itself, were slow lately, or their owner held up others often.
    func isSlow(_ kind: @autoclosure () -> [Statement], of owner: Int64?, atNanos now: UInt64) -> Bool {
        if let owner, let known = owners[owner], known.moves >= Self.maximumMoves, known.untilNanos > now { return true }
        guard !kinds.isEmpty else { return false }
        let kind = kind()
        if kinds[kind].map({ $0 > now }) ?? false { return true }
        return kind.count > 1 && kind.contains { kinds[[$0]].map { $0 > now } ?? false }
    }

    /// Forgets what is over.
    mutating func sweep(atNanos now: UInt64) {
        if !kinds.isEmpty { kinds = kinds.filter { $0.value > now } }
        if !owners.isEmpty { owners = owners.filter { $0.value.untilNanos > now } }
    }
}
