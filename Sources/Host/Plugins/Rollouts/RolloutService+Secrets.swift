extension RolloutService {
    /// What the installed versions that do not serve list of secrets beyond the one that does. One that cannot be opened lists none.
    ///
    /// - Parameter configured: What the configuration names as the plugin's bundle, or nil.
    /// - Throws: `PostgresError`.
    package func stagedSecrets(of plugin: String, configured: PluginBundle?) async throws -> [StagedSecret] {
        let installed = try await bundles.bundles(plugin: plugin)
        guard !installed.isEmpty else { return [] }
        let base = installed.first(where: \.isServing)?.digest ?? configured?.digest
        let rollout = try await store.rollout(of: plugin)
        let serving = rollout.flatMap { last in base.map(last.applies(toConfigured:)) == true ? last.current.digest : nil } ?? base
        func manifest(_ digest: String) async -> Manifest? {
            if let known = manifests.find(digest) { return known }
            guard let found = try? await bundle(plugin, digest: digest, configured: configured).manifest else { return nil }
            manifests.keep(found, digest: digest)
            return found
        }
        var present: Manifest?
        if let serving { present = await manifest(serving) }
        var staged: [StagedSecret] = []
        for other in installed where other.digest != serving {
            guard let found = await manifest(other.digest) else { continue }
            staged += StagedSecret.added(by: found, to: present)
        }
        return staged
    }
}
