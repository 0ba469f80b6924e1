/// Divides what a process has spent among the instances in it. Pure.
enum ProcessorShares {
    /// - Parameters:
    ///   - spentNanos: Processor time.
    ///   - workedNanos: How long each was at work meanwhile. If none was, all pay alike.
    /// - Returns: What each has to answer for; together never more than was spent.
    static func divide(spentNanos: UInt64, workedNanos: [UInt64]) -> [UInt64] {
        let all = workedNanos.reduce(0.0) { $0 + Double($1) }
        guard all > 0 else { return workedNanos.map { _ in spentNanos / UInt64(workedNanos.count) } }
        return workedNanos.map { min(spentNanos, UInt64(Double(spentNanos) * (Double($0) / all))) }
    }
}
