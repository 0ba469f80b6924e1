import Foundation
import HostPlugins
import HostWeb

extension PluginVersions {
    init(_ found: VersionsOverview, plugin: String, name: String, configured: PluginBundle?) {
        var versions = found.installed.map { bundle in
            PluginVersion(
                version: bundle.version, digest: bundle.digest, signedBy: bundle.signedBy, isInstalled: true,
                isServing: bundle.digest == found.serving?.digest,
                installedAt: Date(timeIntervalSince1970: Double(bundle.installedAtMicros) / 1e6),
                installedBy: bundle.installedBy,
                secretsAdded: found.secrets.filter { $0.version == bundle.version }.map { AddedSecret($0.declaration) })
        }
        if let configured, !versions.contains(where: { $0.digest == configured.digest }) {
            versions.insert(
                PluginVersion(
                    version: "\(configured.manifest.version)", digest: configured.digest, signedBy: nil, isInstalled: false,
                    isServing: configured.digest == found.serving?.digest, installedAt: nil, installedBy: nil), at: 0)
        }
        self.init(
            plugin: plugin, name: name, serving: found.serving?.version, versions: versions,
            rollout: found.rollout.map { RolloutStatus($0, found) })
    }
}

extension AddedSecret {
    init(_ secret: SecretDeclaration) {
        self.init(name: secret.name, description: secret.description, isRequired: secret.isRequired, scope: secret.scope.rawValue)
    }
}

extension RolloutStatus {
    init(_ rollout: Rollout, _ found: VersionsOverview) {
        func time(_ micros: Int64) -> Date { Date(timeIntervalSince1970: Double(micros) / 1e6) }
        let states: [Rollout.State: State] = [.running: .running, .done: .done, .rolledBack: .rolledBack, .failed: .failed]
        self.init(
            from: rollout.older.version, to: rollout.newer.version, state: states[rollout.state] ?? .failed,
            share: UpgradeShare(rollout.share), isContracted: rollout.isContracted, reason: rollout.reason,
            startedAt: time(rollout.startedAtMicros), startedBy: rollout.startedBy, changedAt: time(rollout.changedAtMicros),
            changedBy: rollout.changedBy,
            hosts: found.hosts.map {
                Host(
                    host: $0.host, newer: $0.newer, older: $0.older, waiting: $0.waiting, note: $0.note,
                    hasFollowed: $0.revision >= rollout.revision)
            }, newer: Counts(found.tally.newer), older: Counts(found.tally.older), obstacle: found.obstacle)
    }
}

extension RolloutStatus.Counts {
    init(_ counts: VersionCounts) { self.init(calls: counts.calls, faults: counts.faults, crashes: counts.crashes) }
}

extension UpgradeShare {
    init(_ share: RolloutShare) {
        switch share {
        case .all: self = .all
        case .percent(let percent): self = .percent(percent)
        case .tenants(let ids): self = .tenants(ids.sorted())
        }
    }
}

extension RolloutShare {
    init(_ share: UpgradeShare) {
        switch share {
        case .all: self = .all
        case .percent(let percent): self = .percent(percent)
        case .tenants(let ids): self = .tenants(Set(ids))
        }
    }
}

extension UpgradeForecast {
    init(_ impact: UpgradeImpact, share: UpgradeShare) {
        self.init(
            plugin: impact.plugin, from: impact.from, to: impact.to, share: share, tenants: impact.tenants,
            statements: Difference(impact.statements), routes: Difference(impact.routes), jobs: Difference(impact.jobs),
            grantsAdded: impact.grantsAdded, secretsAdded: impact.secretsAdded.map { AddedSecret($0) }, asks: impact.missingConsent,
            migrations: impact.migrations.map { trial in
                Migration(
                    name: trial.name, isContract: trial.isContract, milliseconds: trial.milliseconds,
                    locks: trial.locks.map {
                        Migration.Lock(
                            table: $0.table, mode: $0.mode, rowCount: $0.rowCount, isCut: $0.rowCount >= MigrationTrial.countLimit,
                            bytes: $0.bytes, isRewritten: $0.isRewritten)
                    }, holdsUpOthers: trial.holdsUpOthers, obstacle: trial.obstacle)
            })
    }
}

extension UpgradeForecast.Difference {
    init(_ difference: UpgradeImpact.Difference) {
        self.init(added: difference.added, changed: difference.changed, removed: difference.removed)
    }
}
