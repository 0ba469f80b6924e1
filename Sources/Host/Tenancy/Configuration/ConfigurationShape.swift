/// Which keys each mapping of tenants.yaml has. The reader refuses others, and docs/tenants.schema.json says the same to editors.
struct ConfigurationShape: Sendable, Hashable {
    /// The name under `$defs` in the schema; empty for the file itself.
    let name: String
    let required: [String]
    let optional: [String]

    var keys: [String] { required + optional }

    static let file = ConfigurationShape(name: "", required: ["version", "tenants"], optional: ["development", "trusted_keys", "plugins"])
    static let plugin = ConfigurationShape(
        name: "plugin", required: ["id"], optional: ["path", "isolation", "workers", "quotas", "grants"])
    static let trustedKey = ConfigurationShape(name: "trusted_key", required: ["name", "ed25519"], optional: [])
    static let quotas = ConfigurationShape(name: "quotas", required: [], optional: Quota.allCases.map(\.rawValue))
    static let grants = ConfigurationShape(
        name: "grants", required: [], optional: ["services", "devices", "ports", "events", "egress", "mail", "cache"])
    static let egress = ConfigurationShape(name: "egress", required: [], optional: ["hosts", "networks"])
    static let tenant = ConfigurationShape(
        name: "tenant", required: ["id", "kind"], optional: ["parent", "name", "slots", "members", "plugins"])
    static let member = ConfigurationShape(
        name: "member", required: ["email", "role"], optional: ["name", "password_file", "access_start", "access_end"])
    static let instance = ConfigurationShape(
        name: "instance", required: [], optional: ["enabled", "networks", "settings", "isolation", "quotas"])

    static let all = [file, trustedKey, plugin, quotas, grants, egress, tenant, member, instance]

    static let version = 1
    static let slots = 1...1_000
    static let port = 1...65_535
    static let servicePattern = "^[a-z]+(\\.[a-z]+)+/[1-9][0-9]{0,3}$"
    static let topicPattern = "^[a-z][a-z0-9_]{0,47}$"
    static let tenantIdPattern = "^[a-z][a-z0-9-]{1,62}$"
    static let pluginIdPattern = "^[a-z][a-z0-9_]{1,30}$"
    static let publicKeyPattern = "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$"
    static let timePattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?$"
    static let nameLength = 1...200
}
