package import Foundation

/// The versions of a plugin and how its last rollout stands.
package struct PluginVersions: Sendable {
    package let plugin: String
    package let name: String
    /// The version that those run whom no rollout gives another; nil if none serves.
    package let serving: String?
    package let versions: [PluginVersion]
    /// nil if there never was one, or another bundle has overruled it since.
    package let rollout: RolloutStatus?

    package init(plugin: String, name: String, serving: String?, versions: [PluginVersion], rollout: RolloutStatus?) {
        self.plugin = plugin
        self.name = name
        self.serving = serving
        self.versions = versions
        self.rollout = rollout
    }
}

/// One version that the installation has.
package struct PluginVersion: Sendable {
    package let version: String
    /// 64 hex digits.
    package let digest: String
    package let signedBy: String?
    /// False for one that the configuration names by its path and nobody installed.
    package let isInstalled: Bool
    package let isServing: Bool
    package let installedAt: Date?
    package let installedBy: String?
    /// What it lists beyond the one that serves.
    package let secretsAdded: [AddedSecret]

    package init(
        version: String, digest: String, signedBy: String?, isInstalled: Bool, isServing: Bool, installedAt: Date?, installedBy: String?,
        secretsAdded: [AddedSecret] = []
    ) {
        self.version = version
        self.digest = digest
        self.signedBy = signedBy
        self.isInstalled = isInstalled
        self.isServing = isServing
        self.installedAt = installedAt
        self.installedBy = installedBy
        self.secretsAdded = secretsAdded
    }
}

/// How far a rollout has come.
package struct RolloutStatus: Sendable {
    /// How far it has come, for all hosts.
    package enum State: String, Sendable {
        case running, done
        case rolledBack = "rolled_back"
        case failed
    }

    /// A host's own part.
    package struct Host: Sendable {
        package let host: String
        /// Tenants that run the new version there, the old one, and those that are on their way.
        package let newer: Int
        package let older: Int
        package let waiting: Int
        /// What keeps it from following.
        package let note: String?
        /// Whether it knows the present share.
        package let hasFollowed: Bool

        package init(host: String, newer: Int, older: Int, waiting: Int, note: String?, hasFollowed: Bool) {
            self.host = host
            self.newer = newer
            self.older = older
            self.waiting = waiting
            self.note = note
            self.hasFollowed = hasFollowed
        }
    }

    /// What all hosts have counted of a version since the rollout began.
    package struct Counts: Sendable, Hashable {
        /// Calls and job runs that have ended.
        package let calls: Int
        /// How many of them were the plugin's fault.
        package let faults: Int
        /// Worker processes that died.
        package let crashes: Int

        package init(calls: Int = 0, faults: Int = 0, crashes: Int = 0) {
            self.calls = calls
            self.faults = faults
            self.crashes = crashes
        }
    }

    package let from: String
    package let to: String
    package let state: State
    package let share: UpgradeShare
    /// Contract migrations have begun: there is no way back.
    package let isContracted: Bool
    package let reason: String?
    package let startedAt: Date
    package let startedBy: String
    package let changedAt: Date
    package let changedBy: String
    /// Those that said something within the last minute.
    package let hosts: [Host]
    package let newer: Counts
    package let older: Counts
    /// Why it does not finish by itself, or nil.
    package let obstacle: String?

    package init(
        from: String, to: String, state: State, share: UpgradeShare, isContracted: Bool, reason: String?, startedAt: Date,
        startedBy: String, changedAt: Date, changedBy: String, hosts: [Host], newer: Counts = Counts(), older: Counts = Counts(),
        obstacle: String? = nil
    ) {
        self.from = from
        self.to = to
        self.state = state
        self.share = share
        self.isContracted = isContracted
        self.reason = reason
        self.startedAt = startedAt
        self.startedBy = startedBy
        self.changedAt = changedAt
        self.changedBy = changedBy
        self.hosts = hosts
        self.newer = newer
        self.older = older
        self.obstacle = obstacle
    }

    /// Whether the old version can be taken up again.
    package var canRollBack: Bool { !isContracted && (state == .running || state == .done) }
    /// Whether every host that speaks has brought all its tenants to the new version.
    package var canFinish: Bool {
        state == .running && share == .all && !hosts.isEmpty
            && hosts.allSatisfy { $0.hasFollowed && $0.older == 0 && $0.waiting == 0 }
    }
}
