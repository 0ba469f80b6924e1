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

    /// What a plugin's bundle lists; nothing if the bundle cannot be read.
    func declarations(_ plugin: String) async -> [SecretDeclaration] {
        (try? await known.bundle(of: plugin)?.manifest.secrets) ?? []
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
