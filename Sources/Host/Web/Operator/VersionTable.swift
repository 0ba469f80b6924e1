/// A plugin's versions and its rollout, as the template reads them. Pure.
struct VersionTable {
    let found: PluginVersions
    let texts: VersionTexts
    let canChange: Bool

    var json: JSONValue {
        [
            "plugin": .string(found.plugin), "name": .string(found.name), "serving": found.serving.map { .string($0) } ?? .null,
            "has_versions": .bool(!found.versions.isEmpty), "versions": .array(found.versions.map(row)),
            "rollout": found.rollout.map(describe) ?? .null, "can_change": .bool(canChange),
        ]
    }

    private var running: RolloutStatus? { found.rollout.flatMap { $0.state == .running ? $0 : nil } }

    private func row(_ version: PluginVersion) -> JSONValue {
        let isNew = running?.to == version.version
        // While one is under way it is the only version that can be gone on to, and then there is "widen" for it.
        let canUpgrade = canChange && version.isInstalled && !version.isServing && running == nil
        return [
            "plugin": .string(found.plugin), "version": .string(version.version),
            "state": .string(texts.text(version.isServing ? "serves" : isNew ? "rolling_out" : "beside")),
            "state_class": .string(version.isServing ? "fine" : isNew ? "low" : "idle"),
            "digest": .string(String(version.digest.prefix(12))), "full_digest": .string(version.digest),
            "signed_by": .string(version.signedBy ?? texts.text("unsigned")),
            "installed_at": JSONAnswer.time(version.installedAt), "installed_by": version.installedBy.map { .string($0) } ?? .null,
            "secrets": version.isServing || version.secretsAdded.isEmpty
                ? .null : .string(texts.secrets(version.secretsAdded)),
            "is_from_path": .bool(!version.isInstalled), "can_upgrade": .bool(canUpgrade),
        ]
    }

    private func describe(_ rollout: RolloutStatus) -> JSONValue {
        let newer = rollout.hosts.map(\.newer).reduce(0, +)
        // One that is on its way is served by the old version still.
        let all = newer + rollout.hosts.map(\.older).reduce(0, +)
        let states: [RolloutStatus.State: String] = [.running: "low", .done: "fine", .rolledBack: "malformed", .failed: "malformed"]
        return [
            "plugin": .string(found.plugin), "from": .string(rollout.from), "to": .string(rollout.to),
            "state": .string(texts.state(rollout.state)), "state_class": .string(states[rollout.state] ?? "idle"),
            "share": .string(texts.share(rollout.share)), "reason": rollout.reason.map { .string($0) } ?? .null,
            "obstacle": rollout.obstacle.map { .string($0) } ?? .null,
            "newer_counts": .string(counts(rollout.newer)), "older_counts": .string(counts(rollout.older)),
            "is_running": .bool(rollout.state == .running), "is_contracted": .bool(rollout.isContracted && rollout.state == .running),
            "percent": .int(all > 0 ? newer * 100 / all : 0),
            "progress": .string(texts.text("progress", ["newer": "\(newer)", "all": "\(all)"])),
            "started_at": JSONAnswer.time(rollout.startedAt), "started_by": .string(rollout.startedBy),
            "changed_at": JSONAnswer.time(rollout.changedAt), "changed_by": .string(rollout.changedBy),
            "has_hosts": .bool(!rollout.hosts.isEmpty), "hosts": .array(rollout.hosts.map(describe)),
            "is_silent": .bool(rollout.hosts.isEmpty && rollout.state == .running),
            "has_actions": .bool(canChange && (rollout.state == .running || rollout.canRollBack)),
            "can_widen": .bool(rollout.state == .running && !rollout.isContracted && rollout.share != .all),
            "can_finish": .bool(rollout.canFinish), "waits_to_finish": .bool(rollout.state == .running && !rollout.canFinish),
            "can_roll_back": .bool(rollout.canRollBack),
        ]
    }

    private func counts(_ counts: RolloutStatus.Counts) -> String {
        var values = ["calls": "\(counts.calls)", "faults": "\(counts.faults)"]
        guard counts.crashes > 0 else { return texts.text("counts", values) }
        values["crashes"] = "\(counts.crashes)"
        return texts.text("counts_crashed", values)
    }

    private func describe(_ host: RolloutStatus.Host) -> JSONValue {
        let state = host.note != nil ? "stuck" : !host.hasFollowed || host.waiting > 0 ? "following" : "followed"
        return [
            "host": .string(host.host), "newer": .int(host.newer), "older": .int(host.older), "waiting": .int(host.waiting),
            "note": host.note.map { .string($0) } ?? .null, "state": .string(texts.text(state)),
            "state_class": .string(["stuck": "malformed", "following": "low"][state] ?? "fine"),
        ]
    }
}
