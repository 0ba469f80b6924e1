/// tenants.yaml, read and checked: who is served, and with which plugins.
package struct TenantsFile: Sendable, Hashable {
    /// The path as it was given, for messages.
    package let path: String
    /// Whether bundles that nobody has signed are loaded.
    package let isDevelopment: Bool
    /// Whose signatures are accepted.
    package let trustedKeys: [TrustedKeyEntry]
    /// What this host loads, besides what is installed.
    package let plugins: [PluginEntry]
    package let tenants: [TenantEntry]

    /// A key whose signature is accepted.
    package struct TrustedKeyEntry: Sendable, Hashable {
        /// What the operator calls whoever holds the private half.
        package let name: String
        /// The raw Ed25519 public key, 32 bytes.
        package let publicKey: [UInt8]
        package let position: SourcePosition
    }

    /// A plugin that this host loads.
    package struct PluginEntry: Sendable, Hashable {
        package let id: String
        /// The bundle's folder, relative to the file's own; nil for a plugin that is installed.
        package let path: String?
        package let isolation: IsolationMode
        /// Which tenants share a worker, where instances run in one.
        package var workers = WorkerSharing.tenant
        /// Limits that replace the manifest's, by name.
        package let quotas: [String: Int]
        /// What it may use of what it asks for; nil for all that was consented to.
        package let grants: GrantRestriction?
        package let position: SourcePosition
    }

    /// A tenant as the file wants it.
    package struct TenantEntry: Sendable, Hashable {
        package let id: String
        package let kind: TenantKind
        package let parent: String?
        package let name: String
        package let slots: Int
        package let members: [MemberEntry]
        /// By plugin id.
        package let plugins: [String: InstanceEntry]
        package let position: SourcePosition
    }

    /// A member as the file wants it.
    package struct MemberEntry: Sendable, Hashable {
        /// Normalised.
        package let email: String
        package let role: Role
        package let name: String?
        /// Holds the first password; read when the member is created. Relative to the file's folder.
        package let passwordFile: String?
        /// Microseconds since 1970 UTC.
        package let accessStartMicros: Int64?
        package let accessEndMicros: Int64?
        package let position: SourcePosition
    }

    /// A plugin's settings for one tenant as the file wants them.
    package struct InstanceEntry: Sendable, Hashable {
        package let isEnabled: Bool
        package let networks: [NetworkBlock]
        /// One JSON object with sorted keys.
        package let settingsJSON: String
        package let isolation: IsolationMode?
        /// Limits in place of the plugin's, by name.
        package let quotas: [String: Int]
        package let position: SourcePosition
    }
}
