import Foundation
import HostPlugins
import HostTenancy
import HostWeb
import PostgresClient

/// Versions of plugins as the web server needs them.
struct VersionAdapter: VersionAdministering {
    let rollouts: RolloutFollower
    let directory: TenantDirectory
    let consents: ConsentService
    let plugins: PluginHost

    func versions(of plugin: String) async throws -> PluginVersions? {
        let configured = await rollouts.configuredBundle(plugin)
        let found = try await Self.telling { try await rollouts.service.overview(of: plugin, configured: configured) }
        guard let found else { return nil }
        let name = plugins.plugins.first { $0.id == plugin }?.source.manifest.name ?? configured?.manifest.name ?? plugin
        return PluginVersions(found, plugin: plugin, name: name, configured: configured)
    }

    func forecast(_ request: UpgradeRequest) async throws -> UpgradeForecast {
        let wanted = try await wanted(request)
        return UpgradeForecast(
            try await Self.telling { try await rollouts.service.impact(wanted, snapshot: directory.snapshot) }, share: request.share)
    }

    func upgrade(_ request: UpgradeRequest, consentingTo grants: Set<String>, by actor: MemberSession, requestId: String) async throws {
        let origin = ChangeOrigin(actor: actor.email, requestId: requestId)
        let wanted = try await wanted(request)
        try await Self.telling {
            let asks = try await rollouts.service.missingConsent(wanted)
            guard grants.isSuperset(of: asks) else { throw TenancyFailure.consentRequired(asks.filter { !grants.contains($0) }) }
            if !asks.isEmpty {
                try await consents.give(plugin: request.plugin, version: request.version, items: asks, origin: origin)
            }
            _ = try await rollouts.service.upgrade(wanted, origin: origin)
        }
    }

    func finish(plugin: String, within time: MigrationTime, by actor: MemberSession, requestId: String) async throws {
        let origin = ChangeOrigin(actor: actor.email, requestId: requestId)
        try await Self.telling {
            _ = try await rollouts.service.finish(plugin: plugin, limit: MigrationLimit(seconds: time.seconds), origin: origin)
        }
    }

    func rollBack(plugin: String, reason: String, by actor: MemberSession, requestId: String) async throws {
        let origin = ChangeOrigin(actor: actor.email, requestId: requestId)
        try await Self.telling { _ = try await rollouts.service.rollBack(plugin: plugin, reason: reason, origin: origin) }
    }

    private func wanted(_ request: UpgradeRequest) async throws -> RolloutService.Request {
        if case .tenants(let ids) = request.share, let stranger = ids.first(where: { directory.snapshot.tenant(id: $0) == nil }) {
            throw TenancyFailure.unknownTenant(stranger)
        }
        return RolloutService.Request(
            plugin: request.plugin, version: request.version, share: RolloutShare(request.share),
            configured: await rollouts.configuredBundle(request.plugin), limit: MigrationLimit(seconds: request.time.seconds))
    }

    /// Runs to the end even if the one who asked goes away: migrations are not left in the middle of a series.
    private static func telling<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await Task { try await body() }.value
        } catch let error as RolloutError {
            switch error.code {
            case .unknownVersion: throw VersionFailure(.unknown, error.message)
            case .conflict, .waitsForConsent: throw VersionFailure(.conflict, error.message)
            case .refused: throw VersionFailure(.unfit, error.message)
            case .migrationFailed: throw VersionFailure(.migration, error.message)
            case .unavailable: throw VersionFailure(.unavailable, error.message)
            }
        } catch let error as SchemaError {
            throw VersionFailure(.unfit, error.description)
        } catch let error as BundleError {
            throw VersionFailure(.unfit, "\(error)")
        } catch let error as BundleStoreError {
            throw VersionFailure(.unfit, "\(error)")
        } catch let error as VettingError {
            throw VersionFailure(.unfit, "the bundle is refused: " + error.issues.map(\.description).joined(separator: "; "))
        } catch is ToggleError {
            throw VersionFailure(.unavailable, "the consent needs the database, which refused or did not answer")
        } catch let error as PostgresError {
            guard error.isOutage else { throw VersionFailure(.unfit, "\(error)") }
            throw VersionFailure(.unavailable, "\(error)")
        }
    }
}
