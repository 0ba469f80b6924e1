import HostData
import HostTenancy
import Synchronization

extension PluginHost {
    /// The secrets that a plugin's loaded versions list: each as the version that runs says it, else as another.
    package func secretDeclarations(of plugin: String) -> [SecretDeclaration] {
        state.withLock { state in
            guard let versions = state.plugins[plugin] else { return [] }
            var found: [String: SecretDeclaration] = [:]
            for version in versions.loaded.values { for one in version.source.manifest.secrets { found[one.name] = one } }
            for one in versions.main.source.manifest.secrets { found[one.name] = one }
            return found.values.sorted { $0.name < $1.name }
        }
    }

    /// The required secrets that nobody has set for a tenant, by name; without a store none can be set.
    func missingSecrets(_ manifest: Manifest, tenant: TenantKey, in snapshot: DirectorySnapshot) -> [String] {
        manifest.secrets.filter(\.isRequired).filter { declaration in
            let place = SecretPlace(tenant: tenant, plugin: manifest.id, name: declaration.name)
            return secrets?.isSet(place, allowsOwn: declaration.scope == .tenant, in: snapshot) != true
        }.map(\.name)
    }

    /// Why an instance waits, and what to do.
    static func waitsForSecrets(_ names: [String], _ manifest: Manifest, tenant: TenantContext) -> PluginRuntimeError {
        let told = names.compactMap { name in manifest.secrets.first { $0.name == name } }.map { declaration in
            let target = declaration.scope == .tenant ? " --tenant \(tenant.tenantId)" : ""
            return "waiting for secret \(declaration.name) (\(declaration.description)): set it with "
                + "'hashinsight secrets set \(manifest.id) \(declaration.name)\(target)'"
        }
        return PluginRuntimeError(.waitsForSecret, "\(manifest.id) \(manifest.version) is \(told.joined(separator: "; "))")
    }
}
