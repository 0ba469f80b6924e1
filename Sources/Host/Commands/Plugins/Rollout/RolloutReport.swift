import Foundation
import HostPlugins

/// A rollout as JSON.
struct RolloutReport: Encodable {
    struct Host: Encodable {
        let host: String
        let newer: Int
        let older: Int
        let waiting: Int
        let note: String?
        let hasFollowed: Bool
    }

    /// What all hosts have counted of a version since the rollout began.
    struct Counts: Encodable {
        let calls: Int
        let faults: Int
        let crashes: Int

        init(_ counts: VersionCounts) {
            calls = counts.calls
            faults = counts.faults
            crashes = counts.crashes
        }
    }

    let plugin: String
    let from: String
    let to: String
    let state: String
    let share: String
    let reason: String?
    let startedAt: String
    let startedBy: String
    let changedAt: String
    let changedBy: String
    let hosts: [Host]
    let newer: Counts
    let older: Counts
    /// Why it does not finish by itself.
    let obstacle: String?

    init(_ rollout: Rollout, _ hosts: [RolloutHost], _ tally: RolloutTally, obstacle: String?) {
        func time(_ micros: Int64) -> String { Date(timeIntervalSince1970: Double(micros) / 1e6).formatted(.iso8601) }
        plugin = rollout.plugin
        from = rollout.older.version
        to = rollout.newer.version
        state = rollout.state.rawValue
        share = "\(rollout.share)"
        reason = rollout.reason
        startedAt = time(rollout.startedAtMicros)
        startedBy = rollout.startedBy
        changedAt = time(rollout.changedAtMicros)
        changedBy = rollout.changedBy
        newer = Counts(tally.newer)
        older = Counts(tally.older)
        self.obstacle = obstacle
        self.hosts = hosts.map {
            Host(
                host: $0.host, newer: $0.newer, older: $0.older, waiting: $0.waiting, note: $0.note,
                hasFollowed: $0.revision >= rollout.revision)
        }
    }
}

/// What an upgrade would mean, as JSON.
struct UpgradeReport: Encodable {
    struct Difference: Encodable {
        let added: [String]
        let changed: [String]
        let removed: [String]

        init(_ difference: UpgradeImpact.Difference) {
            added = difference.added
            changed = difference.changed
            removed = difference.removed
        }
    }

    struct Secret: Encodable {
        let name: String
        let description: String
        let isRequired: Bool
        let scope: String
    }

    struct Migration: Encodable {
        struct Lock: Encodable {
            let table: String
            let mode: String
            let rowCount: Int
            let bytes: Int
            let isRewritten: Bool
        }

        let name: String
        let isContract: Bool
        let milliseconds: Int
        let locks: [Lock]
        /// Others wait for its locks longer than they should.
        let holdsUpOthers: Bool
        /// `at upgrade`, or `at finish`.
        let runs: String
        /// Why a contract migration could not run on the data of now.
        let obstacle: String?
    }

    let plugin: String
    let from: String
    let to: String
    let share: String
    let tenants: [String]
    let statements: Difference
    let routes: Difference
    let jobs: Difference
    let grantsAdded: [String]
    let secretsAdded: [Secret]
    let missingConsent: [String]
    let migrations: [Migration]

    init(_ impact: UpgradeImpact) {
        plugin = impact.plugin
        from = impact.from
        to = impact.to
        share = "\(impact.share)"
        tenants = impact.tenants
        statements = Difference(impact.statements)
        routes = Difference(impact.routes)
        jobs = Difference(impact.jobs)
        grantsAdded = impact.grantsAdded
        secretsAdded = impact.secretsAdded.map {
            Secret(name: $0.name, description: $0.description, isRequired: $0.isRequired, scope: $0.scope.rawValue)
        }
        missingConsent = impact.missingConsent
        migrations = impact.migrations.map { trial in
            Migration(
                name: trial.name, isContract: trial.isContract, milliseconds: trial.milliseconds,
                locks: trial.locks.map {
                    Migration.Lock(
                        table: $0.table, mode: $0.mode, rowCount: $0.rowCount, bytes: $0.bytes, isRewritten: $0.isRewritten)
                }, holdsUpOthers: trial.holdsUpOthers, runs: trial.isContract ? "at finish" : "at upgrade", obstacle: trial.obstacle)
        }
    }
}
