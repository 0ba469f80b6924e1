import Foundation
import Glibc
import HostData
import HostPlugins
import HostTenancy
import Logging
import PostgresClient

/// What the commands on rollouts need.
struct RolloutCommand: Sendable {
    let service: RolloutService
    let directory: TenantDirectory
    /// The bundle that the configuration names, or nil.
    let configured: PluginBundle?

    /// Runs a command; what the parts throw becomes an exit code with words.
    static func with(_ host: HostOptions, _ plugin: String, _ body: (RolloutCommand) async throws -> Void) async throws {
        // It reads and vets bundles, often beside a host that serves: the host's requests come first.
        _ = nice(10)
        let file = try TenantsFile.forCommand(host.config)
        try await HostConnection.with(host) { connection in
            let directory = TenantDirectory(database: connection.database, logger: Logger(label: "upgrade"))
            do {
                try await directory.refresh()
                let store = BundleStore(database: connection.database, folder: connection.pluginsFolder)
                let path = file.plugins.first { $0.id == plugin }?.path.map(file.absolute)
                var configured: PluginBundle?
                if let path { configured = try await store.open(path: path, policy: file.bundlePolicy()).bundle }
                let service = RolloutService(database: connection.database, bundles: store, policy: { file.bundlePolicy() }) { manifest in
                    Self.missingConsent(manifest, file, directory.snapshot)
                }
                try await body(RolloutCommand(service: service, directory: directory, configured: configured))
            } catch let error as RolloutError {
                throw Failure(error.code == .unavailable ? .unavailable : .wrongInput, error.message)
            } catch let error as BundleError {
                throw Failure(.wrongInput, "\(error)")
            } catch let error as BundleStoreError {
                throw Failure(.wrongInput, "\(error)")
            } catch let error as SchemaError {
                throw Failure(.wrongInput, error.description)
            } catch let error as VettingError {
                throw Failure(.wrongInput, "the bundle is refused:\n" + error.issues.map { "  \($0)" }.joined(separator: "\n"))
            } catch let error as PostgresError {
                throw Failure(.unavailable, "the database cannot be used: \(error)")
            }
        }
    }

    /// As the host decides it.
    private static func missingConsent(_ manifest: Manifest, _ file: TenantsFile, _ snapshot: DirectorySnapshot) -> [String] {
        GrantDecision(
            asked: GrantRequest(manifest), version: "\(manifest.version)",
            restriction: file.plugins.first { $0.id == manifest.id }?.grants, consents: snapshot.consents(plugin: manifest.id),
            requiresConsent: true
        ).missing.map(\.description)
    }

    /// Waits until the hosts that are there have followed, or somebody has ended the rollout, or the time is up.
    ///
    /// - Returns: The rollout as it is then.
    func wait(for rollout: Rollout, seconds: Int) async throws -> Rollout {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let hosts = try await service.store.hosts(of: rollout.plugin)
            if !hosts.isEmpty, hosts.allSatisfy({ $0.revision >= rollout.revision && ($0.waiting == 0 || $0.note != nil) }) { break }
            if try await service.store.rollout(of: rollout.plugin)?.revision != rollout.revision { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        return try await service.store.rollout(of: rollout.plugin) ?? rollout
    }

    /// Says how the rollout and the hosts stand.
    func tell(_ rollout: Rollout, _ output: OutputOptions) async throws {
        let hosts = try await service.store.hosts(of: rollout.plugin)
        if output.json { return try Talk.result(json: RolloutReport(rollout, hosts)) }
        Talk.result("\(rollout.plugin): \(rollout.state.rawValue), \(rollout.summary)")
        for host in hosts {
            let waiting = host.waiting > 0 ? ", \(host.waiting) still to come" : ""
            Talk.result(
                "  \(host.host): \(host.newer) tenants on \(rollout.newer.version), \(host.older) on \(rollout.older.version)\(waiting)\(host.note.map { "; \($0)" } ?? "")"
            )
        }
        if hosts.isEmpty { Talk.say("no host has followed yet; a running one does within a second or two") }
    }
}
