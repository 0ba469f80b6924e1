/// The values and leases of one partition. Pure; times are milliseconds of one clock.
struct MemoryPartition {
    struct Entry {
        let name: String
        let value: CacheValue
        let putAtMillis: Int64

        var endsAtMillis: Int64 { putAtMillis + value.keepMillis }
        /// Of name and value, as limits count them.
        var bytes: Int { name.utf8.count + value.bytes.count }
    }

    private struct Lease {
        let number: Int64
        let endsAtMillis: Int64
    }

    private var places: [String: Int] = [:]
    private var recency = RecencyList<Entry>()
    private var leases: [String: Lease] = [:]
    private(set) var bytes = 0

    /// Leases that nobody gave back are looked through only when so many are open.
    private static let mostLeases = 1_024

    var count: Int { recency.count }
    /// Nothing is kept and nobody makes anything.
    var isEmpty: Bool { recency.count == 0 && leases.isEmpty }

    mutating func get(_ name: String, nowMillis: Int64, leaseMillis: Int64, newLease: Int64) -> CacheLookup {
        var found = CacheLookup.missing
        if let place = places[name] {
            let entry = recency[place]
            if nowMillis >= entry.endsAtMillis {
                drop(place)
            } else {
                recency.touch(place)
                let age = max(0, nowMillis - entry.putAtMillis)
                found = CacheLookup(state: age < entry.value.freshMillis ? .fresh : .stale, bytes: entry.value.bytes, ageMillis: age)
            }
        }
        if found.state != .fresh, leaseMillis > 0, take(name, newLease, nowMillis, leaseMillis) { found.lease = newLease }
        return found
    }

    /// - Returns: How many others went; nil if the lease has ended.
    mutating func put(_ name: String, _ value: CacheValue, lease: Int64?, within limits: CacheLimits, nowMillis: Int64) -> Int? {
        if let lease {
            guard let held = leases[name], held.number == lease, nowMillis < held.endsAtMillis else { return nil }
        }
        leases[name] = nil
        if let place = places[name] { drop(place) }
        let entry = Entry(name: name, value: value, putAtMillis: nowMillis)
        places[name] = recency.insert(entry)
        bytes += entry.bytes
        var evicted = 0
        while let last = recency.last, last.element.name != name {
            let isOver = count > limits.entries || bytes > limits.bytes
            guard isOver || last.element.endsAtMillis <= nowMillis else { break }
            drop(last.place)
            if isOver { evicted += 1 }
        }
        return evicted
    }

    mutating func remove(_ name: String) {
        leases[name] = nil
        if let place = places[name] { drop(place) }
    }

    mutating func release(_ name: String, lease: Int64) {
        if leases[name]?.number == lease { leases[name] = nil }
    }

    /// Lets go what was used least recently.
    /// - Returns: Whether there was anything.
    mutating func dropOldest() -> Bool {
        guard let last = recency.last else { return false }
        drop(last.place)
        return true
    }

    private mutating func take(_ name: String, _ number: Int64, _ nowMillis: Int64, _ leaseMillis: Int64) -> Bool {
        if let held = leases[name], nowMillis < held.endsAtMillis { return false }
        if leases.count >= Self.mostLeases { leases = leases.filter { nowMillis < $0.value.endsAtMillis } }
        guard leases.count < Self.mostLeases else { return false }
        leases[name] = Lease(number: number, endsAtMillis: nowMillis + leaseMillis)
        return true
    }

    private mutating func drop(_ place: Int) {
        let entry = recency.remove(place)
        places[entry.name] = nil
        bytes -= entry.bytes
    }
}
