/// Prepared statements of one connection by their text, the least recently used first to go.
struct StatementCache {
    private var entries: [Statement: PreparedStatement] = [:]
    private var clock: UInt64 = 0
    private var lastNumber: UInt64 = 0
    let capacity: Int

    init(capacity: Int) { self.capacity = max(8, capacity) }

    var count: Int { entries.count }

    mutating func find(_ statement: Statement) -> PreparedStatement? {
        guard let entry = entries[statement] else { return nil }
        clock += 1
        entry.lastUse = clock
        return entry
    }

    mutating func insert(_ statement: Statement) -> PreparedStatement {
        lastNumber += 1
        clock += 1
        let entry = PreparedStatement(statement, number: lastNumber)
        entry.lastUse = clock
        entries[statement] = entry
        return entry
    }

    /// Removes the entry if it still is the one cached under its text.
    mutating func remove(_ entry: PreparedStatement) {
        if entries[entry.statement] === entry { entries[entry.statement] = nil }
    }

    /// Removes and returns one entry above the capacity, if there is one that nobody waits for.
    mutating func evict() -> PreparedStatement? {
        guard entries.count > capacity else { return nil }
        let oldest = entries.values.filter { $0.isReady && $0.waiters.isEmpty }.min { $0.lastUse < $1.lastUse }
        if let oldest { entries[oldest.statement] = nil }
        return oldest
    }
}
