/// What follows from what a provider did. Pure.
package enum PinRules {
    /// What is done with the bytes at this provider, and with the provider.
    package struct Verdict: Sendable, Hashable {
        /// In how many seconds these bytes are tried again; nil if not before an operator says so.
        package let retrySeconds: Int?
        /// How long the provider is left alone with all bytes; 0 if it is not.
        package let restSeconds: Int
        /// Whether an operator should know.
        package let isAlarm: Bool
    }

    static let shortestSeconds = 5
    static let longestSeconds = 3_600
    /// For what changes only when somebody pays or changes a token.
    static let operatorSeconds = 900

    /// - Parameters:
    ///   - attempts: Of these bytes at this provider, this one included.
    ///   - failures: Of this provider in a row, this one included.
    ///   - spread: From 0 to 1: tries of several hosts and bytes do not come at once.
    package static func verdict(_ fault: PinFault, attempts: Int, failures: Int, spread: Double) -> Verdict {
        switch fault.code {
        case .unreachable:
            let rest = fault.retryAfterSeconds ?? min(backoff(failures, spread), 300)
            return Verdict(retrySeconds: max(rest, backoff(attempts, spread)), restSeconds: rest, isAlarm: failures >= 3)
        case .limited:
            let rest = fault.retryAfterSeconds ?? max(backoff(failures, spread), 15)
            return Verdict(retrySeconds: rest, restSeconds: rest, isAlarm: false)
        case .waiting:
            let pause = fault.retryAfterSeconds ?? backoff(attempts, spread)
            return Verdict(retrySeconds: pause, restSeconds: 0, isAlarm: false)
        case .denied, .full: return Verdict(retrySeconds: operatorSeconds, restSeconds: operatorSeconds, isAlarm: true)
        case .refused: return Verdict(retrySeconds: nil, restSeconds: 0, isAlarm: true)
        case .otherContent: return Verdict(retrySeconds: longestSeconds, restSeconds: 0, isAlarm: true)
        }
    }

    /// Twice as long each time, up to an hour, and up to a quarter more.
    static func backoff(_ times: Int, _ spread: Double) -> Int {
        let doubled = shortestSeconds << min(max(times - 1, 0), 12)
        return min(Int(Double(min(doubled, longestSeconds)) * (1 + min(max(spread, 0), 1) / 4)), longestSeconds)
    }

    /// Whether so many more bytes fit into the month.
    package static func fits(_ bytes: Int64, used: Int64, limit: Int64) -> Bool {
        let (sum, overflow) = used.addingReportingOverflow(bytes)
        return !overflow && sum <= limit
    }
}
