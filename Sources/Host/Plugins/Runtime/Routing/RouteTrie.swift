/// Finds routes by path: one node a segment, literals before parameters. Immutable and pure.
struct RouteTrie: Sendable {
    /// A route with the plugin that declares it.
    struct Entry: Sendable {
        let plugin: String
        /// The version's digest: while two versions serve, each has its own routes.
        let version: String
        let route: Route
    }

    private struct Node: Sendable {
        /// Sorted by segment.
        var literals: [(segment: [UInt8], node: Int)] = []
        var parameter: Int?
        var entries: [Entry] = []
    }

    private var nodes = [Node()]

    /// - Parameter entries: Of two with one method and pattern, the first one counts, unless they are two versions of one plugin.
    init(_ entries: [Entry]) {
        for entry in entries {
            var node = 0
            for segment in entry.route.path.segments {
                switch segment {
                case .literal(let text):
                    let bytes = Array(text.utf8)
                    if let found = nodes[node].literals.first(where: { $0.segment == bytes }) {
                        node = found.node
                    } else {
                        nodes.append(Node())
                        nodes[node].literals.append((bytes, nodes.count - 1))
                        node = nodes.count - 1
                    }
                case .parameter:
                    if let found = nodes[node].parameter {
                        node = found
                    } else {
                        nodes.append(Node())
                        nodes[node].parameter = nodes.count - 1
                        node = nodes.count - 1
                    }
                }
            }
            let isTaken = nodes[node].entries.contains {
                $0.route.method == entry.route.method && ($0.plugin != entry.plugin || $0.version == entry.version)
            }
            if !isTaken { nodes[node].entries.append(entry) }
        }
        for index in nodes.indices { nodes[index].literals.sort { $0.segment.lexicographicallyPrecedes($1.segment) } }
    }

    /// The most segments of a path.
    static let maximumSegments = 16

    /// Visits the entries of every pattern that the path fits, literals first, until `body` returns true.
    ///
    /// - Parameters:
    ///   - path: As received; begins with a slash.
    ///   - body: Entries of one pattern, and the segments that fill its parameters.
    func visit(_ path: UnsafeBufferPointer<UInt8>, _ body: (_ entries: [Entry], _ values: ArraySlice<Range<Int>>) -> Bool) {
        guard path.first == UInt8(ascii: "/") else { return }
        withUnsafeTemporaryAllocation(of: Range<Int>.self, capacity: Self.maximumSegments) { segments in
            var count = 0
            var start = 1
            for index in 1...path.count where index == path.count || path[index] == UInt8(ascii: "/") {
                guard count < Self.maximumSegments else { return }
                segments[count] = start..<index
                count += 1
                start = index + 1
            }
            var values: [Range<Int>] = []
            _ = descend(0, path, UnsafeBufferPointer(rebasing: segments[0..<count]), 0, &values, body)
        }
    }

    private func descend(
        _ node: Int, _ path: UnsafeBufferPointer<UInt8>, _ segments: UnsafeBufferPointer<Range<Int>>, _ depth: Int,
        _ values: inout [Range<Int>], _ body: (_ entries: [Entry], _ values: ArraySlice<Range<Int>>) -> Bool
    ) -> Bool {
        if depth == segments.count { return !nodes[node].entries.isEmpty && body(nodes[node].entries, values[...]) }
        let segment = segments[depth]
        if let next = literal(nodes[node], path, segment), descend(next, path, segments, depth + 1, &values, body) { return true }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return false }
        values.append(segment)
        defer { values.removeLast() }
        return descend(next, path, segments, depth + 1, &values, body)
    }

    private func literal(_ node: Node, _ path: UnsafeBufferPointer<UInt8>, _ segment: Range<Int>) -> Int? {
        var low = 0
        var high = node.literals.count
        let wanted = path[segment]
        while low < high {
            let middle = (low + high) / 2
            let candidate = node.literals[middle].segment
            if wanted.elementsEqual(candidate) { return node.literals[middle].node }
            if candidate.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}
