import Foundation
@testable import HostWeb
import Synchronization

/// Versions and upgrades of one plugin in memory.
final class MemoryVersions: VersionAdministering {
    struct State {
        var rollout: RolloutStatus?
        /// What was done, in words.
        var done: [String] = []
        /// What version 1.3.0 asks for that nobody has consented to.
        var asks: Set<String> = []
        var failure: VersionFailure?
        var withdrawn: Set<String> = []
    }

    fileprivate let state = Mutex(State())

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    var done: [String] { state.withLock { $0.done } }

    static func rollout(
        _ state: RolloutStatus.State = .running, share: UpgradeShare = .percent(25), older: Int = 3, note: String? = nil
    ) -> RolloutStatus {
        RolloutStatus(
            from: "1.2.0", to: "1.3.0", state: state, share: share, isContracted: false,
            reason: state == .rolledBack ? "9 of 20 calls failed" : nil, startedAt: Date(timeIntervalSinceNow: -100),
            startedBy: "operator@demo.test", changedAt: Date(timeIntervalSinceNow: -5), changedBy: "operator@demo.test",
            hosts: [.init(host: "one <b>", newer: 1, older: older, waiting: 0, note: note, hasFollowed: true)])
    }

    func versions(of plugin: String) async throws -> PluginVersions? {
        guard plugin == "sample" else { return nil }
        let rollout = state.withLock { $0.rollout }
        func version(_ version: String) -> PluginVersion {
            PluginVersion(
                version: version, digest: String(repeating: "ab", count: 32), signedBy: version == "1.3.0" ? nil : "release",
                isInstalled: true, isServing: version == "1.2.0", installedAt: Date(timeIntervalSinceNow: -4_000),
                installedBy: "command line")
        }
        return PluginVersions(
            plugin: plugin, name: "Sample", serving: "1.2.0", versions: [version("1.2.0"), version("1.3.0")], rollout: rollout)
    }

    func forecast(_ request: UpgradeRequest) async throws -> UpgradeForecast {
        try check(request)
        let none = UpgradeForecast.Difference(added: [], changed: [], removed: [])
        return UpgradeForecast(
            plugin: request.plugin, from: "1.2.0", to: request.version, share: request.share, tenants: ["alpha", "north"],
            statements: UpgradeForecast.Difference(added: ["notes"], changed: [], removed: []), routes: none,
            jobs: UpgradeForecast.Difference(added: [], changed: [], removed: ["sweep"]), grantsAdded: state.withLock { $0.asks.sorted() },
            asks: state.withLock { $0.asks.sorted() },
            migrations: [
                .init(
                    name: "0002_notes", isContract: false, milliseconds: 12,
                    locks: [
                        .init(
                            table: "things", mode: "AccessExclusiveLock", rowCount: 12_345, isCut: false, bytes: 1_572_864,
                            isRewritten: true)
                    ],
                    holdsUpOthers: true),
                .init(name: "0003_drop", isContract: true, milliseconds: 3, locks: []),
            ])
    }

    func upgrade(_ request: UpgradeRequest, consentingTo grants: Set<String>, by actor: MemberSession, requestId: String) async throws {
        try check(request)
        let asks = state.withLock { $0.asks }
        guard grants.isSuperset(of: asks) else { throw TenancyFailure.consentRequired(asks.subtracting(grants).sorted()) }
        state.withLock {
            $0.done.append("upgrade \(request.version) \(request.share) within \(request.time.seconds) s by \(actor.email)")
            $0.rollout = Self.rollout(share: request.share)
        }
    }

    func finish(plugin: String, within time: MigrationTime, by actor: MemberSession, requestId: String) async throws {
        try note("finish within \(time.seconds) s", .done)
    }

    func rollBack(plugin: String, reason: String, by actor: MemberSession, requestId: String) async throws {
        try note("rollback: \(reason)", .rolledBack)
    }

    private func check(_ request: UpgradeRequest) throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        guard ["1.2.0", "1.3.0"].contains(request.version) else {
            throw VersionFailure(.unknown, "sample \(request.version) is not installed")
        }
        if case .tenants(let ids) = request.share, let stranger = ids.first(where: { MemoryHost.keys[$0] == nil }) {
            throw TenancyFailure.unknownTenant(stranger)
        }
    }

    private func note(_ text: String, _ end: RolloutStatus.State) throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            guard state.rollout != nil else { throw VersionFailure(.conflict, "sample has no upgrade") }
            state.done.append(text)
            state.rollout = Self.rollout(end, share: .all)
        }
    }
}

extension MemoryVersions: GrantAdministering {
    func grants(of plugin: String) async throws -> PluginGrantsStanding? {
        guard plugin == "sample" else { return nil }
        let withdrawn = state.withLock { $0.withdrawn }
        let asks = ["devices", "hashinsight.db/1"]
        return PluginGrantsStanding(
            plugin: plugin, version: "1.2.0", asks: asks, granted: asks.filter { !withdrawn.contains($0) }, missing: [],
            withdrawn: withdrawn.sorted(), consents: [])
    }

    func withdraw(_ grants: Set<String>, plugin: String, by actor: MemberSession, requestId: String) async throws {
        guard plugin == "sample" else { throw TenancyFailure.unknownPlugin(plugin) }
        guard grants.isSubset(of: ["devices", "hashinsight.db/1"]) else { throw TenancyFailure.refused("not granted") }
        state.withLock { $0.withdrawn.formUnion(grants) }
    }
}
