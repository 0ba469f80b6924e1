/// Lines of those that wait, one for each owner; owners take turns. Pure.
///
/// What has no owner has a line and turns like one owner's.
struct OwnerTurns<Element> {
    private var lines: [Int64?: WireQueue<Element>] = [:]
    /// Owners of whom something waits, each once, by turns.
    private var order: [Int64?] = []
    /// All that wait.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Puts something at the end of its owner's line.
    mutating func append(_ element: Element, of owner: Int64?) {
        if lines[owner] == nil { order.append(owner) }
        lines[owner, default: WireQueue()].append(element)
        count += 1
    }

    /// Takes the first of the owner whose turn it is; owners who may not go are passed over and keep their places.
    mutating func next(where mayGo: (Int64?) -> Bool = { _ in true }) -> Element? {
        guard let place = order.firstIndex(where: mayGo) else { return nil }
        let owner = order.remove(at: place)
        let element = lines[owner]?.popFirst()
        if lines[owner]?.isEmpty ?? true { lines[owner] = nil } else { order.append(owner) }
        count -= 1
        return element
    }

    /// How many could go at once, if each owner has so much room.
    func count(room: (Int64?) -> Int) -> Int {
        lines.reduce(0) { $0 + min($1.value.count, max(0, room($1.key))) }
    }

    /// Whether somebody but this owner waits.
    func waitsAnother(than owner: Int64?) -> Bool { order.count > 1 || order.first.map { $0 != owner } ?? false }

    func forEach(_ body: (Element) -> Void) { for line in lines.values { line.forEach(body) } }

    mutating func removeAll(where isUnwanted: (Element) -> Bool) {
        for owner in order { lines[owner]?.removeAll(where: isUnwanted) }
        order.removeAll { lines[$0]?.isEmpty ?? true }
        lines = lines.filter { !$0.value.isEmpty }
        count = lines.values.reduce(0) { $0 + $1.count }
    }
}
