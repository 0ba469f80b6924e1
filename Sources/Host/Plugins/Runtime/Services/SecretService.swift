package import HostData
package import HostTenancy
import PluginABI
import PostgresClient

/// `hashinsight.secrets/1` for one instance: the secrets that were granted, in its tenant's name.
package final class SecretService: Sendable {
    private let store: SecretStore
    private let plugin: String
    private let tenant: TenantKey
    private let declarations: [String: SecretDeclaration]
    private let granted: Set<String>
    let redactor: SecretRedactor

    /// - Parameters:
    ///   - declarations: The manifest's.
    ///   - granted: Names that the operator consented to.
    ///   - redactor: Told of what is read.
    package init(
        store: SecretStore, plugin: String, tenant: TenantKey, declarations: [SecretDeclaration], granted: Set<String>,
        redactor: SecretRedactor
    ) {
        self.store = store
        self.plugin = plugin
        self.tenant = tenant
        self.declarations = Dictionary(uniqueKeysWithValues: declarations.map { ($0.name, $0) })
        self.granted = granted
        self.redactor = redactor
    }

    /// Starts to read one. Never blocks.
    func read(
        _ instance: LiveInstance, call: hi_id, name: String, deadlineNanos: UInt64, onResult: @escaping hi_on_result,
        context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        instance.countForeignTime()
        guard let declaration = declarations[name] else {
            throw PluginCallError(
                .denied,
                "the manifest of \(plugin) lists no secret \"\(LogService.escaped(name))\"; a plugin reads those under secrets alone")
        }
        guard granted.contains(name) else {
            throw PluginCallError(.denied, "the operator has not granted the secret \"\(name)\" to \(plugin)")
        }
        try instance.meter.take(.secretsPerSecond)
        let (operation, id) = try HostOperation.open(instance, parent: call, mayChange: false, onResult: onResult, context: context)
        let deadline = min(deadlineNanos, monotonicNanos() + DatabaseService.limitNanos)
        let task = Task { operation.end(id, await self.answer(declaration, deadlineNanos: deadline)) }
        operation.onCancel { task.cancel() }
        return id
    }

    private func answer(_ declaration: SecretDeclaration, deadlineNanos: UInt64) async -> Result<[UInt8], PluginCallError> {
        do {
            let place = SecretPlace(tenant: tenant, plugin: plugin, name: declaration.name)
            var found = try await store.read(place, allowsOwn: declaration.scope == .tenant, deadlineNanos: deadlineNanos)
            if found == nil, declaration.isGenerated {
                try await store.generate(place)
                found = try await store.read(place, deadlineNanos: deadlineNanos)
            }
            guard let found else { return .failure(PluginCallError(.notFound, "the secret \"\(declaration.name)\" is not set")) }
            redactor.note(found.value, name: declaration.name)
            return .success(
                found.value.withBytes { bytes in
                    var writer = MessageWriter(kind: 0, fields: 2, dataBytes: bytes.count + 8)
                    writer.add(HI_SECRET_VALUE, bytes: bytes)
                    writer.add(HI_SECRET_SCOPE, integer: found.isCommon ? 2 : 1)
                    return writer.finish()
                })
        } catch let error as SecretError {
            // Which key is missing is the operator's to know: it is in the details, which are for the log.
            return .failure(
                PluginCallError(
                    .unavailable, "the secret \"\(declaration.name)\" cannot be opened; the operator must set it anew",
                    details: error.description))
        } catch {
            return .failure(PluginCallError(any: error))
        }
    }
}
