import Glibc

/// The test of Kwiatkowski, Phillips, Schmidt and Shin (1992): whether a series moves around a level. Pure.
enum StationarityTest {
    /// Above this a series that has a level is met once in twenty.
    static let critical = 0.463

    /// The statistic, with Bartlett's weights over as many lags as Hobijn, Franses and Ooms (1998) choose; 0 for fewer than 3 values.
    static func statistic(_ values: [Double]) -> (statistic: Double, lags: Int) {
        let count = values.count
        guard count >= 3 else { return (0, 0) }
        let mean = values.reduce(0, +) / Double(count)
        let rest = values.map { $0 - mean }
        func covariance(_ lag: Int) -> Double { (lag..<count).reduce(0) { $0 + rest[$1] * rest[$1 - lag] } / Double(count) }
        let own = covariance(0)
        guard own > 0 else { return (0, 0) }
        var (level, slope) = (own, 0.0)
        for lag in 1...max(1, Int(pow(Double(count), 2.0 / 9))) {
            level += 2 * covariance(lag)
            slope += 2 * Double(lag) * covariance(lag)
        }
        let chosen = 1.1447 * cbrt(slope / level * (slope / level)) * cbrt(Double(count))
        let lags = max(0, min(count - 1, chosen.isFinite ? Int(chosen) : 0))
        var variance = own
        for lag in stride(from: 1, through: lags, by: 1) { variance += 2 * (1 - Double(lag) / Double(lags + 1)) * covariance(lag) }
        guard variance > 0 else { return (0, lags) }
        let squares = Differencing.sums(rest, times: 1).reduce(0) { $0 + $1 * $1 }
        return (squares / (Double(count) * Double(count)) / variance, lags)
    }
}
