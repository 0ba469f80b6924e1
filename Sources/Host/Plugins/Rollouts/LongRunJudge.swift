/// Says when a new version has to go back though it is called too seldom for ``RolloutJudge``, and what stands in the way of finishing its
/// upgrade. Pure: fed with the sums of all hosts, it remembers an hour of them.
///
/// Both versions are looked at since the rollout began and over the last hour. A version goes back if so many faults would come by chance
/// in fewer than one of a thousand cases, were it one that fails as often as is allowed (the binomial test), nor would they if it failed as
/// the old one does (Fisher's test, which matters where that one fails too). So 3 of 3 calls are enough and 1 of 3 is not; what the faults
/// leave open is a reason to wait. Each second is looked at anew, so the thousand is not to the letter: a test says how many versions that
/// fail one call of a hundred go back for it.
package struct LongRunJudge: Sendable {
    private struct Sample: Sendable {
        let seconds: Double
        let tally: RolloutTally
    }

    private let limits: RolloutJudge.Limits
    /// Oldest first, a minute or more apart.
    private var samples: [Sample] = []

    package init(limits: RolloutJudge.Limits = RolloutJudge.Limits()) { self.limits = limits }

    /// Takes in the sums of all hosts.
    ///
    /// - Parameters:
    ///   - tally: Since the rollout began.
    ///   - seconds: On any clock that never goes back.
    package mutating func judge(_ tally: RolloutTally, atSeconds seconds: Double) -> RolloutJudge.Verdict {
        while samples.count > 1, samples[1].seconds <= seconds - limits.longWindowSeconds { samples.removeFirst() }
        let step = limits.longWindowSeconds / 60
        if samples.last.map({ seconds - $0.seconds >= step }) ?? true { samples.append(Sample(seconds: seconds, tally: tally)) }
        // A host that has just begun to look knows of no hour yet; then the whole is all that it judges.
        let recent = tally.since(samples[0].tally)
        let crashes = recent.newer.crashes
        if crashes >= limits.crashes, Double(crashes) > limits.faultFactor * Double(recent.older.crashes) {
            return .rollBack(reason: "its worker processes died \(crashes) times within an hour, on all hosts together")
        }
        for (part, time) in [(tally, "since the upgrade began"), (recent, "within the last hour")] where isBad(part) {
            let reference = part.reference(minimumCalls: limits.minimumCalls)
            let older = reference.calls > 0 ? "\(reference.faults) of \(reference.calls)" : "no call"
            return .rollBack(
                reason:
                    "\(part.newer.faults) of \(part.newer.calls) calls and jobs failed \(time), on all hosts together, which is hardly by chance; of the version before, \(older)"
            )
        }
        return .goOn
    }

    private func isBad(_ part: RolloutTally) -> Bool {
        let reference = part.reference(minimumCalls: limits.minimumCalls)
        guard FaultTest.chance(of: part.newer, ifEachFailsWith: allowed(reference)) <= limits.chance else { return false }
        // One that never failed explains no fault, however seldom it was called.
        return reference.faults == 0 || FaultTest.chance(of: part.newer, ifAsGoodAs: reference) <= limits.chance
    }

    /// The share of faults that is allowed, from 0 to 1.
    private func allowed(_ reference: VersionCounts) -> Double {
        // Of few calls a share says little; then Fisher's test is what compares.
        min(1, max(limits.faultShare, reference.calls >= limits.minimumCalls ? limits.faultFactor * reference.share : 0))
    }

    /// Why an upgrade should not be finished without somebody who has looked at it, or nil.
    ///
    /// Faults are explained where the old version fails no less; or where the difference may well be chance and the counts are large enough
    /// to say that fewer than what is allowed fail.
    ///
    /// - Parameter tally: Of all hosts, since the rollout began.
    package func obstacle(_ tally: RolloutTally) -> String? {
        let (newer, reference) = (tally.newer, tally.reference(minimumCalls: limits.minimumCalls))
        if newer.crashes > tally.older.crashes {
            return
                "its worker process died \(newer.crashes == 1 ? "once" : "\(newer.crashes) times") since the upgrade began, that of the version before \(tally.older.crashes == 0 ? "never" : "\(tally.older.crashes) times")"
        }
        guard newer.faults > 0 else { return nil }
        if reference.calls >= limits.minimumCalls, newer.share <= reference.share { return nil }
        let mayBeChance = FaultTest.chance(of: newer, ifAsGoodAs: reference) > 0.05
        if mayBeChance, FaultTest.upperBound(of: newer) < allowed(reference) { return nil }
        return
            "\(newer.faults) of \(newer.calls) calls and jobs failed since the upgrade began, on all hosts together; of the version before, \(reference.faults) of \(reference.calls)"
    }
}
