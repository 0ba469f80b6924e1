/// What waits in order: taken from the front or near it, added at the end. A value; makes no memory until the first one comes.
struct WorkRing<Element> {
    private var items: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// By its place from the front.
    subscript(place: Int) -> Element { items[(head + place) % items.count]! }

    mutating func append(_ item: Element) {
        if count == items.count { grow() }
        items[(head + count) % items.count] = item
        count += 1
    }

    /// Takes the first.
    mutating func next() -> Element? { count > 0 ? remove(at: 0) : nil }

    /// Takes one by its place from the front; costs as many moves.
    mutating func remove(at place: Int) -> Element {
        let item = items[(head + place) % items.count].take()!
        var hole = place
        while hole > 0 {
            items[(head + hole) % items.count] = items[(head + hole - 1) % items.count].take()
            hole -= 1
        }
        head = (head + 1) % items.count
        count -= 1
        return item
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(max(4, items.count * 2))
        for place in 0..<count { larger.append(self[place]) }
        larger.append(contentsOf: repeatElement(nil, count: max(4, items.count * 2) - count))
        items = larger
        head = 0
    }
}
