/// Work on many things, a few at once. Pure of what the work is.
enum Workers {
    /// Requests of one round that are on their way at once.
    static let atOnce = 4

    /// How many requests one worker has at most, one after the other, of so many.
    static func rounds(_ count: Int) -> Int { max(1, (count + atOnce - 1) / atOnce) }

    /// What the work makes of each item, in the items' order. The first failure ends the others.
    static func each<Item: Sendable, Output: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws -> Output
    ) async throws -> [Output] {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var waiting = items.enumerated().makeIterator()
            func begin() {
                guard let (place, item) = waiting.next() else { return }
                group.addTask { (place, try await work(item)) }
            }
            for _ in 0..<atOnce { begin() }
            var outputs: [(place: Int, output: Output)] = []
            for try await (place, output) in group {
                outputs.append((place, output))
                begin()
            }
            return outputs.sorted { $0.place < $1.place }.map(\.output)
        }
    }
}
