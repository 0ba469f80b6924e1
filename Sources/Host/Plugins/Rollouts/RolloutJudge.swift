/// Says when a new version has to go back. Pure: fed with counts, it remembers a window of them.
///
/// A version goes back when more of its calls fail than ``Limits/faultShare``, and more than ``Limits/faultFactor`` times what the old
/// version fails, over at least ``Limits/minimumCalls`` calls within the window; when an instance of it cannot be made; or when its worker
/// processes die again and again.
package struct RolloutJudge: Sendable {
    /// From when on a newer version is sent back.
    package struct Limits: Sendable {
        package var windowSeconds = 60.0
        package var minimumCalls = 20
        /// Of its calls, from 0 to 1.
        package var faultShare = 0.05
        /// Times the old version's share.
        package var faultFactor = 3.0
        /// An instance that could not be made so often in a row.
        package var createFailures = 2
        /// Workers that died within the window.
        package var crashes = 3

        package init() {}
    }

    /// What to do.
    package enum Verdict: Sendable, Hashable {
        case goOn
        /// And why, for the operator.
        case rollBack(reason: String)
    }

    private struct Sample: Sendable {
        let seconds: Double
        let calls: Int
        let faults: Int
        let crashes: Int
    }

    private let limits: Limits
    /// Oldest first. The first is where the window begins.
    private var samples: [Sample] = []

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes in how the two versions are doing now.
    ///
    /// - Parameters:
    ///   - newer: The version that is judged. The first time its counts are where the judgement begins.
    ///   - older: What it is compared with: all that this host has seen of it.
    ///   - seconds: On any clock that never goes back.
    package mutating func judge(_ newer: VersionStanding, older: VersionStanding, atSeconds seconds: Double) -> Verdict {
        let now = Sample(seconds: seconds, calls: newer.calls, faults: newer.faults, crashes: newer.crashes)
        samples.append(now)
        // The newest of those that are old enough stays: the window is never shorter than it says once there is enough to look back on.
        while samples.count > 2, samples[1].seconds <= seconds - limits.windowSeconds { samples.removeFirst() }
        if newer.failures >= limits.createFailures {
            return .rollBack(reason: "an instance cannot be made: \(newer.reason ?? "no reason was given")")
        }
        let first = samples[0]
        let crashes = now.crashes - first.crashes
        if crashes >= limits.crashes { return .rollBack(reason: "its worker process died \(crashes) times") }
        let calls = now.calls - first.calls
        let faults = now.faults - first.faults
        guard calls >= limits.minimumCalls, faults > 0 else { return .goOn }
        let olderShare = older.calls > 0 ? Double(older.faults) / Double(older.calls) : 0
        let allowed = max(limits.faultShare, limits.faultFactor * olderShare)
        guard Double(faults) > allowed * Double(calls) else { return .goOn }
        return .rollBack(
            reason:
                "\(faults) of \(calls) calls failed; \(Self.percent(allowed)) are allowed, the version before fails \(Self.percent(olderShare))"
        )
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
