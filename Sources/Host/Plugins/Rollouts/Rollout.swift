/// The way of a plugin from one version to another, as all hosts know it.
package struct Rollout: Sendable, Hashable {
    /// How far it has come.
    package enum State: String, Sendable, CaseIterable {
        /// The share runs the new version, the others the old.
        case running
        /// Everybody runs the new version.
        case done
        /// Everybody runs the old version: somebody, or the new version's behaviour, said so.
        case rolledBack = "rolled back"
        /// It never came to run; everybody runs the old version.
        case failed
    }

    /// A version by its name and by its content.
    package struct Version: Sendable, Hashable {
        package let version: String
        package let digest: String

        package init(version: String, digest: String) {
            self.version = version
            self.digest = digest
        }
    }

    package let plugin: String
    /// Tells one rollout from the next.
    package let number: Int64
    /// Grows with every change.
    package let revision: Int64
    /// The bundle that was configured or installed when the first rollout began.
    package let baseDigest: String
    package let older: Version
    package let newer: Version
    package let share: RolloutShare
    package let state: State
    /// Migrations were about to run that take away what the older version uses: unless none of them has, it can no longer be served.
    package internal(set) var isContracted: Bool
    /// Why it ended as it did.
    package let reason: String?
    /// Microseconds since 1970 UTC.
    package let startedAtMicros: Int64
    package let startedBy: String
    package let changedAtMicros: Int64
    package let changedBy: String

    /// Whether it speaks of a bundle that is configured or installed now; another one there overrules it.
    package func applies(toConfigured digest: String) -> Bool { [baseDigest, older.digest, newer.digest].contains(digest) }

    /// Who runs which version.
    package var choice: VersionChoice {
        switch state {
        case .running:
            VersionChoice(
                base: older.digest, newer: VersionChoice.Newer(digest: newer.digest, share: share, rollout: number))
        case .done: VersionChoice(base: newer.digest)
        case .rolledBack, .failed:
            // The new version's tables are there and are kept, though nobody runs it.
            VersionChoice(
                base: older.digest, newer: VersionChoice.Newer(digest: newer.digest, share: .tenants([]), rollout: number))
        }
    }

    /// The version that those run whom no other is given.
    package var current: Version { state == .done ? newer : older }
}
