/// How fast miners are switched off and on again.
struct SwitchTimes: Sendable, Equatable {
    /// From the first switch-off to the last.
    var rampDownSeconds: Int64 = 0
    /// From the last switch-off until the first may come back.
    var holdSeconds: Int64 = 0
    /// From the first switch-on to the last.
    var rampUpSeconds: Int64 = 0
    /// How long each miner stays off at least.
    var leastOffSeconds: Int64 = 0
    /// How many are switched at once.
    var batchSize = 100
}
