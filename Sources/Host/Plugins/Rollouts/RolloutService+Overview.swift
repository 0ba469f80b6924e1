import PostgresClient

/// What an installation has of a plugin, and how its last rollout stands.
package struct VersionsOverview: Sendable {
    /// By version as it is written.
    package let installed: [InstalledBundle]
    /// Who serves those whom no rollout gives another version; nil if nobody does.
    package let serving: Rollout.Version?
    /// nil if there never was one, or another bundle overrules it.
    package let rollout: Rollout?
    /// What the hosts have said of it within the last minute.
    package let hosts: [RolloutHost]
    /// What all hosts have counted since it began.
    package let tally: RolloutTally
    /// Why it does not finish by itself, or nil.
    package let obstacle: String?
    /// What the versions beside the one that serves list of secrets beyond it.
    package let secrets: [StagedSecret]
}

extension RolloutService {
    /// - Parameter configured: What the configuration names as the plugin's bundle, or nil.
    /// - Returns: nil for a plugin that is neither installed nor configured.
    /// - Throws: `PostgresError`.
    package func overview(of plugin: String, configured: PluginBundle?) async throws -> VersionsOverview? {
        let installed = try await bundles.bundles(plugin: plugin)
        guard !installed.isEmpty || configured != nil else { return nil }
        let chosen = installed.first(where: \.isServing).map { Rollout.Version(version: $0.version, digest: $0.digest) }
        let base = chosen ?? configured.map { Rollout.Version(version: "\($0.manifest.version)", digest: $0.digest) }
        let last = try await store.rollout(of: plugin)
        var rollout = last.flatMap { last in base.map { last.applies(toConfigured: $0.digest) } == true ? last : nil }
        if let found = rollout { rollout = (try? await shown(found)) ?? found }
        let secrets = try await stagedSecrets(of: plugin, configured: configured)
        guard let rollout else {
            return VersionsOverview(
                installed: installed, serving: base, rollout: nil, hosts: [], tally: RolloutTally(), obstacle: nil, secrets: secrets)
        }
        let tally = try await store.tally(of: rollout)
        return VersionsOverview(
            installed: installed, serving: rollout.current, rollout: rollout, hosts: try await store.hosts(of: plugin), tally: tally,
            obstacle: obstacle(of: rollout, tally), secrets: secrets)
    }

    /// Why a rollout does not finish by itself, or nil; what has ended has nothing in its way.
    package func obstacle(of rollout: Rollout, _ tally: RolloutTally) -> String? {
        rollout.state == .running ? LongRunJudge().obstacle(tally) : nil
    }

    /// What of a request's version nobody has consented to yet, as canonical texts.
    ///
    /// - Throws: ``RolloutError`` as the upgrade would; `PostgresError`.
    package func missingConsent(_ request: Request) async throws -> [String] {
        try await missingConsent(versions(request).newer.manifest)
    }
}
