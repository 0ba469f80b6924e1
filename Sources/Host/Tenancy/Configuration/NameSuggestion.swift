/// "Did you mean": the known name nearest to a mistyped one.
enum NameSuggestion {
    /// - Returns: nil if none is within 2 edits, or within half of the word.
    static func nearest(to word: String, in names: [String]) -> String? {
        guard word.count <= 64 else { return nil }
        let ranked = names.map { (name: $0, distance: distance(Array(word.lowercased()), Array($0.lowercased()))) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= min(2, max(1, word.count / 2)) else { return nil }
        return best.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(previous[column + 1] + 1, current[column] + 1, previous[column] + (character == other ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other { cost = min(cost, before[column - 1] + 1) }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
