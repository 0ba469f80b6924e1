/// Elements in the order of their last use, each moved or taken out in constant time. Pure.
struct RecencyList<Element> {
    private struct Node {
        var element: Element?
        var newer: Int
        var older: Int
    }

    private static var none: Int { -1 }

    private var nodes: [Node] = []
    private var free: [Int] = []
    private var newest = -1
    private var oldest = -1
    private(set) var count = 0

    /// The element that was used least recently, with its place.
    var last: (place: Int, element: Element)? {
        oldest == Self.none ? nil : nodes[oldest].element.map { (oldest, $0) }
    }

    subscript(place: Int) -> Element {
        get { nodes[place].element! }
        set { nodes[place].element = newValue }
    }

    /// Adds one as the most recently used.
    /// - Returns: Its place, until it is removed.
    mutating func insert(_ element: Element) -> Int {
        let place: Int
        if let reused = free.popLast() {
            place = reused
            nodes[place].element = element
        } else {
            place = nodes.count
            nodes.append(Node(element: element, newer: Self.none, older: Self.none))
        }
        count += 1
        link(place)
        return place
    }

    /// Makes one the most recently used.
    mutating func touch(_ place: Int) {
        guard place != newest else { return }
        unlink(place)
        link(place)
    }

    /// Takes one out; its place is another's from then on.
    mutating func remove(_ place: Int) -> Element {
        unlink(place)
        count -= 1
        free.append(place)
        return nodes[place].element.take()!
    }

    private mutating func link(_ place: Int) {
        nodes[place].newer = Self.none
        nodes[place].older = newest
        if newest != Self.none { nodes[newest].newer = place }
        newest = place
        if oldest == Self.none { oldest = place }
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (nodes[place].newer, nodes[place].older)
        if newer == Self.none { newest = older } else { nodes[newer].older = older }
        if older == Self.none { oldest = newer } else { nodes[older].newer = newer }
    }
}
