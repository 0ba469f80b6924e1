import PostgresClient

extension RolloutService {
    /// The versions that a request is about.
    ///
    /// - Throws: ``RolloutError`` if the version is not installed, serves already, or another rollout is running.
    func versions(_ request: Request) async throws -> Versions {
        let installed = try await bundles.bundles(plugin: request.plugin)
        guard let target = installed.first(where: { $0.version == request.version }) else {
            let known =
                installed.isEmpty ? "none is" : installed.map(\.version).joined(separator: ", ") + (installed.count == 1 ? " is" : " are")
            throw RolloutError(
                .unknownVersion, "\(request.plugin) \(request.version) is not installed, \(known); install its bundle first")
        }
        guard let base = installed.first(where: \.isServing)?.digest ?? request.configured?.digest else {
            throw RolloutError(.unknownVersion, "no version of \(request.plugin) serves; there is nothing to upgrade from")
        }
        let row = try await store.rollout(of: request.plugin)
        try await checkStanding(request, base, row)
        let last = row.flatMap { $0.applies(toConfigured: base) ? $0 : nil }
        if let last, last.state == .running {
            guard last.newer.digest == target.digest else {
                throw RolloutError(
                    .conflict,
                    "\(request.plugin) is on its way from \(last.older.version) to \(last.newer.version); finish that or roll it back first"
                )
            }
            return Versions(
                base: last.baseDigest, older: try await bundle(request.plugin, digest: last.older.digest, configured: request.configured),
                newer: try await bundle(request.plugin, digest: target.digest, configured: request.configured), running: last,
                number: last.number)
        }
        let older = try await bundle(request.plugin, digest: last?.current.digest ?? base, configured: request.configured)
        guard older.digest != target.digest else {
            throw RolloutError(.conflict, "\(request.plugin) \(request.version) serves already")
        }
        return Versions(
            base: last?.baseDigest ?? base, older: older,
            newer: try await bundle(request.plugin, digest: target.digest, configured: request.configured), running: nil,
            number: (row?.number ?? 0) + 1)
    }

    /// What the configuration names may wait for consent itself: then it is not what serves, and nothing can be upgraded from it.
    private func checkStanding(_ request: Request, _ base: String, _ row: Rollout?) async throws {
        guard let configured = request.configured, base == configured.digest, row?.applies(toConfigured: base) != true,
            let placed = try await store.placed(request.plugin), let digest = placed.digest, digest != base
        else { return }
        let missing = try await missingConsent(configured.manifest)
        guard !missing.isEmpty else { return }
        throw RolloutError(
            .conflict,
            "\(request.plugin) \(configured.manifest.version), which the configuration names, waits for consent to \(missing.joined(separator: ", ")); consent with 'hashinsight plugins grant \(request.plugin)' first, or name the bundle of \(placed.version) again"
        )
    }

    /// A version's bundle: verified, from the host's own copy.
    func bundle(_ plugin: String, digest: String, configured: PluginBundle?) async throws -> PluginBundle {
        if let configured, configured.digest == digest { return configured }
        guard let installed = try await bundles.bundles(plugin: plugin).first(where: { $0.digest == digest }) else {
            throw RolloutError(
                .unknownVersion,
                "the bundle of \(plugin) with the digest \(digest.prefix(12)) is neither installed nor configured here; install it again")
        }
        return try await bundles.open(installed, policy: policy()).bundle
    }

    /// Opens a version that served: as it is installed, or this host's copy of what came from a folder.
    ///
    /// - Parameter keyId: Of the key that vouched for it when it was put in place, if that is known.
    func served(_ plugin: String, _ version: Rollout.Version, keyId: String?) async throws -> PluginBundle {
        do {
            return try await bundle(plugin, digest: version.digest, configured: nil)
        } catch let error as RolloutError where error.code == .unknownVersion {
            return try await bundles.open(
                copy: version.digest, of: plugin, formerKeyId: keyId, name: "\(plugin) \(version.version)", policy: policy()
            ).bundle
        }
    }
}
