import HostData
import HostPlugins
import HostTenancy
import Logging

/// The secrets of the installation, for a command.
struct SecretsAccess: Sendable {
    let known: KnownPlugins
    let store: SecretStore

    static func with<T: Sendable>(_ host: HostOptions, _ body: (SecretsAccess) async throws -> T) async throws -> T {
        let file = try TenantsFile.forCommand(host.config)
        return try await HostConnection.with(host) { connection in
            let directory = TenantDirectory(database: connection.database, logger: Logger(label: "secrets"))
            let access = SecretsAccess(
                known: KnownPlugins(file: file, connection), store: connection.secretStore(directory: directory))
            return try await body(access)
        }
    }

    /// What a plugin's bundles list: the one that serves, and the installed ones that may serve next, so that a secret can be there before
    /// its version. Where they differ, the one that a tenant may have its own of. Nothing if no bundle can be read.
    func declarations(_ plugin: String) async -> [SecretDeclaration] {
        var found: [String: SecretDeclaration] = [:]
        for one in await known.manifests(of: plugin).flatMap(\.secrets) where found[one.name] == nil || one.scope == .tenant {
            if found[one.name]?.scope != .tenant { found[one.name] = one }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// - Throws: ``Failure`` unless there is such a plugin, its manifest lists the secret, and the tenant may have its own.
    func requireDeclared(_ target: SecretTarget) async throws {
        try await known.require(target.plugin)
        let declarations = await declarations(target.plugin)
        do {
            _ = try SecretDeclaration.find(target.name, in: declarations, plugin: target.plugin, tenant: target.tenant)
        } catch {
            throw Failure(.wrongInput, error.message)
        }
    }
}

extension HostConnection {
    /// The store of secrets with the installation's keys.
    func secretStore(directory: TenantDirectory) -> SecretStore {
        SecretStore(database: database, directory: directory, keys: secretKeys, fromEnvironment: secretValues)
    }
}

extension Failure {
    /// Runs something with secrets; its error becomes a failure.
    static func ofSecrets<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as SecretError {
            throw Failure(error.code == .unavailable ? .unavailable : .wrongInput, error.message)
        }
    }
}
