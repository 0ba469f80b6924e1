/// Versions, rollouts and forecasts as JSON. Pure.
enum VersionAnswer {
    static func describe(_ found: PluginVersions) -> JSONValue {
        [
            "plugin": .string(found.plugin), "name": .string(found.name), "serving": found.serving.map { .string($0) } ?? .null,
            "versions": .array(found.versions.map(describe)), "rollout": found.rollout.map(describe) ?? .null,
        ]
    }

    static func describe(_ forecast: UpgradeForecast) -> JSONValue {
        [
            "plugin": .string(forecast.plugin), "from": .string(forecast.from), "to": .string(forecast.to), "dry_run": true,
            "share": describe(forecast.share), "tenants": texts(forecast.tenants), "statements": describe(forecast.statements),
            "routes": describe(forecast.routes), "jobs": describe(forecast.jobs), "grants_added": texts(forecast.grantsAdded),
            "secrets_added": .array(forecast.secretsAdded.map(describe)),
            "asks": texts(forecast.asks),
            "migrations": .array(
                forecast.migrations.map { migration in
                    [
                        "name": .string(migration.name), "contract": .bool(migration.isContract),
                        "runs": migration.isContract ? "at finish" : "at upgrade", "milliseconds": .int(migration.milliseconds),
                        "holds_up_others": .bool(migration.holdsUpOthers), "obstacle": migration.obstacle.map { .string($0) } ?? .null,
                        "locks": .array(
                            migration.locks.map {
                                [
                                    "table": .string($0.table), "mode": .string($0.mode), "rows": .int($0.rowCount),
                                    "rows_cut": .bool($0.isCut), "bytes": .int($0.bytes), "rewritten": .bool($0.isRewritten),
                                ]
                            }),
                    ]
                }),
        ]
    }

    static func describe(_ share: UpgradeShare) -> JSONValue {
        switch share {
        case .all: "all"
        case .percent(let percent): ["percent": .int(percent)]
        case .tenants(let ids): ["tenants": texts(ids)]
        }
    }

    private static func describe(_ version: PluginVersion) -> JSONValue {
        [
            "version": .string(version.version), "digest": .string(version.digest), "installed": .bool(version.isInstalled),
            "serving": .bool(version.isServing), "signed_by": version.signedBy.map { .string($0) } ?? .null,
            "installed_at": JSONAnswer.time(version.installedAt), "installed_by": version.installedBy.map { .string($0) } ?? .null,
            "secrets_added": .array(version.secretsAdded.map(describe)),
        ]
    }

    private static func describe(_ rollout: RolloutStatus) -> JSONValue {
        [
            "from": .string(rollout.from), "to": .string(rollout.to), "state": .string(rollout.state.rawValue),
            "share": describe(rollout.share), "contracted": .bool(rollout.isContracted),
            "reason": rollout.reason.map { .string($0) } ?? .null, "can_finish": .bool(rollout.canFinish),
            "can_roll_back": .bool(rollout.canRollBack), "started_at": JSONAnswer.time(rollout.startedAt),
            "started_by": .string(rollout.startedBy), "changed_at": JSONAnswer.time(rollout.changedAt),
            "changed_by": .string(rollout.changedBy), "newer": describe(rollout.newer), "older": describe(rollout.older),
            "obstacle": rollout.obstacle.map { .string($0) } ?? .null,
            "hosts": .array(
                rollout.hosts.map {
                    [
                        "host": .string($0.host), "newer": .int($0.newer), "older": .int($0.older), "waiting": .int($0.waiting),
                        "note": $0.note.map { .string($0) } ?? .null, "followed": .bool($0.hasFollowed),
                    ]
                }),
        ]
    }

    private static func describe(_ secret: AddedSecret) -> JSONValue {
        [
            "name": .string(secret.name), "description": .string(secret.description), "required": .bool(secret.isRequired),
            "scope": .string(secret.scope),
        ]
    }

    private static func describe(_ counts: RolloutStatus.Counts) -> JSONValue {
        ["calls": .int(counts.calls), "faults": .int(counts.faults), "crashes": .int(counts.crashes)]
    }

    private static func describe(_ difference: UpgradeForecast.Difference) -> JSONValue {
        ["added": texts(difference.added), "changed": texts(difference.changed), "removed": texts(difference.removed)]
    }

    private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
