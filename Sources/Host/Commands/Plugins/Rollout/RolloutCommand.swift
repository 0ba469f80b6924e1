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
    let consents: ConsentService
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
                let consents = ConsentService(database: connection.database, directory: directory)
                try await body(RolloutCommand(service: service, directory: directory, consents: consents, configured: configured))
            } catch let error as RolloutError {
                throw Failure(error.code == .unavailable ? .unavailable : .wrongInput, error.message)
            } catch let error as ToggleError {
                throw Failure(.unavailable, error.message)
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
    static func missingConsent(_ manifest: Manifest, _ file: TenantsFile, _ snapshot: DirectorySnapshot) -> [String] {
        GrantDecision(
            asked: GrantRequest(manifest), version: "\(manifest.version)",
            restriction: file.plugins.first { $0.id == manifest.id }?.grants, consents: snapshot.consents(plugin: manifest.id),
            requiresConsent: true
        ).missing.map(\.description)
    }

    /// Waits until the hosts that are there have followed, or the rollout has gone another way, or the time is up; then says how it stands.
    ///
    /// - Throws: ``Failure`` unless every host has followed: with `failed` if it went another way, with `tryAgain` if it is still under way.
    func follow(_ rollout: Rollout, seconds: Int, _ output: OutputOptions) async throws {
        let progress = try await wait(for: rollout, seconds: seconds)
        try await tell(try await service.store.rollout(of: rollout.plugin) ?? rollout, output)
        switch progress {
        case .followed, .nobody: break
        case .elsewhere(let reason): throw Failure(.failed, reason)
        case .underWay(let reasons, _):
            throw Failure(
                .tryAgain,
                "not every host has followed: \(reasons.joined(separator: "; ")). It goes on by itself; plugins list shows how far it is")
        }
    }

    private func wait(for rollout: Rollout, seconds: Int) async throws -> RolloutProgress {
        let clock = ContinuousClock()
        let (begin, end) = (clock.now, clock.now + .seconds(seconds))
        var hindered: ContinuousClock.Instant?
        while true {
            let store = service.store
            let progress = RolloutProgress(
                of: rollout, now: try await store.rollout(of: rollout.plugin), hosts: try await store.hosts(of: rollout.plugin),
                silent: try await store.silentHosts(of: rollout.plugin))
            let now = clock.now
            switch progress {
            case .followed, .elsewhere: return progress
            case .nobody: if now - begin > Self.patience { return progress }
            case .underWay(_, isHindered: true):
                hindered = hindered ?? now
                if let hindered, now - hindered > Self.patience { return progress }
            case .underWay(_, isHindered: false): hindered = nil
            }
            guard now < end else { return progress }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// So long a host may take to appear, or to get over what keeps it: an instance that failed is tried again after two seconds, and a
    /// version that fails twice goes back.
    private static let patience = Duration.seconds(8)

    /// Says how the rollout and the hosts stand.
    func tell(_ rollout: Rollout, _ output: OutputOptions) async throws {
        let hosts = try await service.store.hosts(of: rollout.plugin)
        let tally = try await service.store.tally(of: rollout)
        let obstacle = service.obstacle(of: rollout, tally)
        if output.json { return try Talk.result(json: RolloutReport(rollout, hosts, tally, obstacle: obstacle)) }
        Talk.result("\(rollout.plugin): \(rollout.state.rawValue), \(rollout.summary)")
        for host in hosts {
            let waiting = host.waiting > 0 ? ", \(host.waiting) still to come" : ""
            Talk.result(
                "  \(host.host): \(host.newer) tenants on \(rollout.newer.version), \(host.older) on \(rollout.older.version)\(waiting)\(host.note.map { "; \($0)" } ?? "")"
            )
        }
        for (version, counts) in [(rollout.newer, tally.newer), (rollout.older, tally.older)] where counts.calls > 0 || counts.crashes > 0 {
            let crashes = counts.crashes > 0 ? "; its worker died \(counts.crashes == 1 ? "once" : "\(counts.crashes) times")" : ""
            Talk.result("  \(version.version) since it began: \(counts.calls) calls and jobs, \(counts.faults) failed\(crashes)")
        }
        if let obstacle { Talk.result("  does not finish by itself: \(obstacle)") }
        if hosts.isEmpty { Talk.say("no host has followed yet; a running one does within a second or two") }
    }
}
