/// What was counted of a rollout's two versions over the same time, by one host or by all of them in sum.
package struct RolloutTally: Sendable, Hashable {
    package var newer = VersionCounts()
    package var older = VersionCounts()
    /// Of the older version before the rollout began, as far as those hosts remember.
    package var before = VersionCounts()

    package init(newer: VersionCounts = VersionCounts(), older: VersionCounts = VersionCounts(), before: VersionCounts = VersionCounts()) {
        self.newer = newer
        self.older = older
        self.before = before
    }

    /// What the newer version is held against: the older one over the same time if it was called often enough to tell, or else all that is
    /// known of it.
    func reference(minimumCalls: Int) -> VersionCounts { older.calls >= minimumCalls ? older : older + before }

    /// What came after `earlier` was counted.
    func since(_ earlier: Self) -> Self { Self(newer: newer - earlier.newer, older: older - earlier.older, before: before) }
}

/// How one host counts since a rollout began.
struct RolloutCounting: Sendable {
    /// Of the rollout.
    let number: Int64
    private let newerBase: VersionCounts
    private let olderBase: VersionCounts

    /// - Parameters: As the host has counted them when it hears of the rollout.
    init(number: Int64, newer: VersionCounts, older: VersionCounts) {
        self.number = number
        newerBase = newer
        olderBase = older
    }

    /// - Parameters: As the host has counted them now.
    func tally(newer: VersionCounts, older: VersionCounts) -> RolloutTally {
        RolloutTally(newer: newer - newerBase, older: older - olderBase, before: olderBase)
    }
}
