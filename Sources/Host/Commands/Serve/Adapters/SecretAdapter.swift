import Foundation
import HostData
import HostPlugins
import HostTenancy
import HostWeb

/// Secrets as the web server needs them: what manifests list joined with what is stored.
struct SecretAdapter: SecretAdministering {
    let plugins: PluginHost
    let store: SecretStore
    let directory: TenantDirectory
    let rollouts: RolloutFollower

    /// A secret that a plugin may be given, and the version that alone asks for it if no version that is loaded does.
    private struct Listed {
        let declaration: SecretDeclaration
        let version: String?
    }

    func secrets(plugin: String, tenant: String?) async throws -> [SecretSummary] {
        let listed = try await listed(plugin)
        let key = tenant.flatMap { directory.snapshot.tenant(id: $0)?.key } ?? .operator
        let records = try await failing { try await store.records(plugin: plugin, tenant: key) }
        return listed.map { listed in
            let declaration = listed.declaration
            let own = records.first { $0.place.name == declaration.name && $0.place.tenant == key }
            let common = records.first { $0.place.name == declaration.name && $0.place.isCommon }
            func summary(_ source: SecretSummary.Source?, _ record: SecretRecord? = nil) -> SecretSummary {
                SecretSummary(
                    name: declaration.name, description: declaration.description, isRequired: declaration.isRequired,
                    scope: declaration.scope.rawValue, source: source,
                    setAt: record.map { Date(timeIntervalSince1970: Double($0.setAtMicros) / 1e6) }, setBy: record?.setBy,
                    version: listed.version)
            }
            if tenant != nil, declaration.scope == .tenant, let own { return summary(.tenant, own) }
            // Who of the operator's people has set it is not a tenant's to know.
            if common != nil { return summary(.installation, tenant == nil ? common : nil) }
            return summary(store.environmentNames.contains(declaration.name) ? .environment : nil)
        }
    }

    func setSecret(
        _ value: String, plugin: String, name: String, tenant: String?, by actor: MemberSession, requestId: String
    ) async throws {
        let declarations = try await listed(plugin).map(\.declaration)
        try await failing {
            _ = try SecretDeclaration.find(name, in: declarations, plugin: plugin, tenant: tenant)
            try await store.set(
                try SecretValue(value.utf8), plugin: plugin, name: name, tenant: tenant,
                origin: ChangeOrigin(actor: actor.email, requestId: requestId))
        }
    }

    func removeSecret(plugin: String, name: String, tenant: String?, by actor: MemberSession, requestId: String) async throws {
        let declarations = try await listed(plugin).map(\.declaration)
        try await failing {
            _ = try SecretDeclaration.find(name, in: declarations, plugin: plugin, tenant: tenant)
            try await store.remove(
                plugin: plugin, name: name, tenant: tenant, origin: ChangeOrigin(actor: actor.email, requestId: requestId))
        }
    }

    /// What the loaded versions list, and what an installed one asks for beyond them, which can be set before its upgrade begins.
    private func listed(_ plugin: String) async throws -> [Listed] {
        guard plugins.knows(plugin) else { throw SecretFailure.unknownPlugin(plugin) }
        let loaded = plugins.secretDeclarations(of: plugin).map { Listed(declaration: $0, version: nil) }
        var names = Set(loaded.map(\.declaration.name))
        let configured = await rollouts.configuredBundle(plugin)
        let staged: [StagedSecret]
        do { staged = try await rollouts.service.stagedSecrets(of: plugin, configured: configured) } catch {
            throw SecretFailure.unavailable
        }
        let added = staged.filter { names.insert($0.declaration.name).inserted }.map {
            Listed(declaration: $0.declaration, version: $0.version)
        }
        return (loaded + added).sorted { $0.declaration.name < $1.declaration.name }
    }

    private func failing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SecretError {
            switch error.code {
            case .notDeclared: throw SecretFailure.unknownSecret(error.message)
            case .wrongTenant: throw SecretFailure.refused(error.message)
            case .invalid: throw SecretFailure.invalid(error.message)
            case .malformed, .unknownKey, .forged, .unavailable: throw SecretFailure.unavailable
            }
        }
    }
}
