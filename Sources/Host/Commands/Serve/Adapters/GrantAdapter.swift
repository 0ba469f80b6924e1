import Foundation
import HostPlugins
import HostTenancy
import HostWeb

/// Grants and consents as the web server needs them.
struct GrantAdapter: GrantAdministering {
    let plugins: PluginHost
    let directory: TenantDirectory
    let consents: ConsentService

    func grants(of plugin: String) async throws -> PluginGrantsStanding? {
        guard let manifest = manifest(plugin) else { return nil }
        let given = directory.snapshot.consents(plugin: plugin)
        let decision = plugins.grantDecision(for: manifest, consents: given)
        return PluginGrantsStanding(
            plugin: plugin, version: "\(manifest.version)", asks: GrantRequest(manifest).texts, granted: decision.usable.texts,
            missing: decision.missing.map(\.description), withdrawn: decision.withdrawn.map(\.description),
            consents: given.map {
                PluginGrantsStanding.Consent(
                    version: $0.version, grants: $0.items, withdrawn: $0.withdrawn, givenBy: $0.givenBy,
                    givenAt: Date(timeIntervalSince1970: Double($0.givenAtMicros) / 1e6))
            })
    }

    func withdraw(_ grants: Set<String>, plugin: String, by actor: MemberSession, requestId: String) async throws {
        guard let manifest = manifest(plugin) else { throw TenancyFailure.unknownPlugin(plugin) }
        let granted = plugins.grantDecision(for: manifest, consents: directory.snapshot.consents(plugin: plugin)).usable.texts
        if let stranger = grants.sorted().first(where: { !granted.contains($0) }) {
            throw TenancyFailure.refused("\(plugin) was not granted '\(stranger)'; granted are: \(granted.joined(separator: ", "))")
        }
        do {
            try await consents.withdraw(
                plugin: plugin, version: "\(manifest.version)", items: grants.sorted(),
                origin: ChangeOrigin(actor: actor.email, requestId: requestId))
        } catch {
            throw TenancyFailure.unavailable
        }
    }

    private func manifest(_ plugin: String) -> Manifest? {
        (plugins.held(plugin) ?? plugins.plugins.first { $0.id == plugin })?.source.manifest
    }
}
