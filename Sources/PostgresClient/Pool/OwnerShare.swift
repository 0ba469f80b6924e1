/// How many of so many connections each owner may hold at once. Pure.
///
/// One owner holds half of them at most, and the last one is for an owner who holds none: however long what one owner does takes, the next
/// to come finds a connection. What has no owner is not limited.
struct OwnerShare {
    /// All connections there can be.
    let limit: Int
    private(set) var total = 0
    private var held: [Int64: Int] = [:]

    init(limit: Int) { self.limit = limit }

    /// How many one owner may hold.
    var share: Int { max(1, limit / 2) }

    /// How many an owner holds.
    func held(by owner: Int64) -> Int { held[owner] ?? 0 }

    /// How many more an owner may take now.
    func room(_ owner: Int64?) -> Int {
        guard let owner else { return limit - total }
        let own = held(by: owner)
        if own == 0, limit - total == 1 { return 1 }
        return max(0, min(share - own, limit - 1 - total))
    }

    mutating func take(_ owner: Int64?) {
        total += 1
        if let owner { held[owner, default: 0] += 1 }
    }

    mutating func give(_ owner: Int64?) {
        total -= 1
        guard let owner, let own = held[owner] else { return }
        held[owner] = own == 1 ? nil : own - 1
    }
}
