/// Divides a reduction among clients in proportion to the power of their miners that could be switched off. Pure, in whole watts.
enum FairShares {
    /// What each client is to shed.
    ///
    /// Where a client cannot shed its share, the others take over what is missing in the same proportion. Remainders of the division go to
    /// the largest fractions, so the shares add up to the target exactly, or to all that can be shed.
    /// - Parameters:
    ///   - powerWatts: Of each client.
    ///   - sheddableWatts: What each client could shed at most, at most its power.
    static func of(targetWatts: Int64, powerWatts: [Int64], sheddableWatts: [Int64]) -> [Int64] {
        guard targetWatts < sheddableWatts.reduce(0, +) else { return sheddableWatts }
        var shares = Array(repeating: Int64(0), count: powerWatts.count)
        var isFull = sheddableWatts.map { $0 <= 0 }
        while true {
            let left = targetWatts - shares.indices.filter { isFull[$0] }.reduce(0) { $0 + shares[$1] }
            let open = shares.indices.filter { !isFull[$0] }
            let divided = apportion(left, among: open.map { powerWatts[$0] })
            var hasOverflow = false
            for (place, client) in open.enumerated() {
                shares[client] = divided[place]
                if divided[place] > sheddableWatts[client] {
                    shares[client] = sheddableWatts[client]
                    isFull[client] = true
                    hasOverflow = true
                }
            }
            if !hasOverflow { return shares }
        }
    }

    private static func apportion(_ total: Int64, among weights: [Int64]) -> [Int64] {
        let sum = Int128(weights.reduce(0, +))
        guard sum > 0, total > 0 else { return weights.map { _ in 0 } }
        var parts = weights.map { Int64(Int128(total) * Int128($0) / sum) }
        let rests = weights.indices.map { Int128(total) * Int128(weights[$0]) % sum }
        let missing = Int(total - parts.reduce(0, +))
        for index in weights.indices.sorted(by: { (-rests[$0], $0) < (-rests[$1], $1) }).prefix(missing) { parts[index] += 1 }
        return parts
    }
}
