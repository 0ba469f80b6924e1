/// Says when a new version has to go back by what one host sees of it within a minute. Pure: fed with counts, it remembers a window of them.
/// What comes too seldom for that is ``LongRunJudge``'s.
///
/// A version goes back when more of its calls fail than ``Limits/faultShare``, and more than ``Limits/faultFactor`` times what the old
/// version fails beside it, over at least ``Limits/minimumCalls`` calls within the window; when an instance of it cannot be made; or when
/// its worker processes die again and again.
///
/// Both versions are judged over the same window, which never reaches back beyond the beginning of the judgement: make a new judge for each
/// step of a rollout. Where the old version has too few calls left in the window, its last window with enough of them counts, and before
/// there was one, all that is known of it.
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
        /// What ``LongRunJudge`` looks back on, apart from all that was since the rollout began.
        package var longWindowSeconds = 3_600.0
        /// From 0 to 1: faults that would come by chance no more often than this are none.
        package var chance = 0.001

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
        let newer: VersionStanding
        let older: VersionStanding
    }

    private let limits: Limits
    /// Oldest first. The first is where the window begins.
    private var samples: [Sample] = []
    /// What the old version failed over its last window with enough calls, from 0 to 1.
    private var olderShare: Double?

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes in how the two versions are doing now.
    ///
    /// - Parameters:
    ///   - newer: The version that is judged.
    ///   - older: What it is compared with. Both with all that this host has counted of them; the first time is where the judgement begins.
    ///   - seconds: On any clock that never goes back.
    package mutating func judge(_ newer: VersionStanding, older: VersionStanding, atSeconds seconds: Double) -> Verdict {
        samples.append(Sample(seconds: seconds, newer: newer, older: older))
        // The newest of those that are old enough stays: the window is never shorter than it says once there is enough to look back on.
        while samples.count > 2, samples[1].seconds <= seconds - limits.windowSeconds { samples.removeFirst() }
        if newer.failures >= limits.createFailures {
            return .rollBack(reason: "an instance cannot be made: \(newer.reason ?? "no reason was given")")
        }
        let first = samples[0]
        let crashes = newer.crashes - first.newer.crashes
        if crashes >= limits.crashes { return .rollBack(reason: "its worker process died \(crashes) times") }
        let olderShare = shareOfOlder(older, since: first.older)
        let calls = newer.calls - first.newer.calls
        let faults = newer.faults - first.newer.faults
        guard calls >= limits.minimumCalls, faults > 0 else { return .goOn }
        let allowed = max(limits.faultShare, limits.faultFactor * olderShare)
        guard Double(faults) > allowed * Double(calls) else { return .goOn }
        return .rollBack(
            reason:
                "\(faults) of \(calls) calls failed; \(Self.percent(allowed)) are allowed, the version before fails \(Self.percent(olderShare))"
        )
    }

    private mutating func shareOfOlder(_ older: VersionStanding, since first: VersionStanding) -> Double {
        let calls = older.calls - first.calls
        if calls >= limits.minimumCalls { olderShare = Double(older.faults - first.faults) / Double(calls) }
        return olderShare ?? (older.calls > 0 ? Double(older.faults) / Double(older.calls) : 0)
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
