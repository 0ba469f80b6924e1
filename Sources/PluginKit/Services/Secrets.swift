import PluginABI

/// Passwords and keys that the operator or the tenant has given to this plugin. The manifest lists them under `secrets`.
///
/// Read one where it is used and let it go: what was set anew is found by the next read, without a restart.
public struct Secrets: Sendable {
    let host: HostHandle

    /// The secret of this name, as it is now: the tenant's own, else the one for all tenants.
    ///
    /// ```swift
    /// let key = try await context.secrets["coingecko_api_key"]
    /// ```
    /// Throws `.notFound` if nobody has set it, `.denied` if the manifest does not list it or it was not granted, `.overQuota`,
    /// `.unavailable`, `.deadline`, `.cancelled`. It is cancelled with the task that waits for it.
    public subscript(name: String) -> Secret {
        get async throws(PluginError) { try await read(name) }
    }

    private func read(_ name: String) async throws(PluginError) -> Secret {
        guard let table = host.services.secrets, let read = table.read, let cancel = table.cancel else {
            throw PluginError(.denied, "Secrets were not granted: the manifest must list \(HI_SECRETS_1) under services.")
        }
        let (call, deadline) = Database.currentCall
        var result = await HostOperation.run(host) { host, context, id, error in
            name.withABIBytes { read(host, call, $0, deadline, HostOperation.onResult, context, id, error) }
        } cancel: { host, id in
            cancel(host, id)
        }
        var message = try result.get()
        // The only reference, so that what is wiped is what came.
        result = .success([])
        defer { Secret.wipe(&message) }
        return try message.reading { buffer throws(PluginError) in
            guard let field = try MessageReader(buffer).first(Int(HI_SECRET_VALUE), Int(HI_FIELD_BYTES)), !field.range.isEmpty else {
                throw PluginError(.internal, "The host gave no value for the secret.")
            }
            return Secret(UnsafeRawBufferPointer(rebasing: buffer[field.range]))
        }
    }
}
