/// How states came about: each kept change points at the decision before it.
struct CoverHistory {
    private struct Node {
        var parent: Int32
        var item: Int32
    }

    private var nodes: [Node] = []
    private var nextSweep = CoverHistory.leastSweep

    private static let leastSweep = 1 << 20
    /// No decision yet.
    static let root: Int32 = -1

    /// Notes a change that follows a state.
    @inline(__always) mutating func append(_ item: Int, after parent: Int32) -> Int32 {
        let place = Int32(truncatingIfNeeded: nodes.count)
        nodes.append(Node(parent: parent, item: Int32(truncatingIfNeeded: item)))
        return place
    }

    /// The items changed on the way to a state.
    func items(of node: Int32) -> [Int] {
        var (items, node) = ([Int](), node)
        while node != CoverHistory.root {
            items.append(Int(nodes[Int(node)].item))
            node = nodes[Int(node)].parent
        }
        return items
    }

    /// Whether it has grown so that it is worth leaving out what no state descends from.
    var isLong: Bool { nodes.count >= nextSweep }

    /// Leaves out what no state of these lists descends from. A parent always stands before its children, which keeps this one pass each way.
    mutating func sweep(_ lists: [CoverStates]) {
        var places = Array(repeating: CoverHistory.root, count: nodes.count)
        for list in lists {
            for index in 0..<list.count {
                var node = list.states[index].node
                while node != CoverHistory.root, places[Int(node)] == CoverHistory.root {
                    places[Int(node)] = 0
                    node = nodes[Int(node)].parent
                }
            }
        }
        var kept = 0
        for index in nodes.indices where places[index] == 0 {
            let parent = nodes[index].parent
            nodes[kept] = Node(parent: parent == CoverHistory.root ? parent : places[Int(parent)], item: nodes[index].item)
            places[index] = Int32(kept)
            kept += 1
        }
        nodes.removeLast(nodes.count - kept)
        for list in lists {
            for index in 0..<list.count where list.states[index].node != CoverHistory.root {
                list.states[index].node = places[Int(list.states[index].node)]
            }
        }
        nextSweep = max(CoverHistory.leastSweep, 3 * kept)
    }
}
