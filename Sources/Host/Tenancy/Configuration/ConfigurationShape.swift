/// Which keys each mapping of tenants.yaml has. The reader refuses others, and docs/tenants.schema.json says the same to editors.
struct ConfigurationShape: Sendable, Hashable {
    /// The name under `$defs` in the schema; empty for the file itself.
    let name: String
    let required: [String]
    let optional: [String]

    var keys: [String] { required + optional }

    static let file = ConfigurationShape(name: "", required: ["version", "tenants"], optional: ["plugins"])
    static let plugin = ConfigurationShape(name: "plugin", required: ["id", "path"], optional: ["isolation", "quotas"])
    static let quotas = ConfigurationShape(
        name: "quotas", required: [], optional: ["rows", "bytes", "statements_in_flight", "device_connections"])
    static let tenant = ConfigurationShape(
        name: "tenant", required: ["id", "kind"], optional: ["parent", "name", "slots", "members", "plugins"])
    static let member = ConfigurationShape(
        name: "member", required: ["email", "role"], optional: ["name", "password_file", "access_start", "access_end"])
    static let instance = ConfigurationShape(name: "instance", required: [], optional: ["enabled", "networks", "settings", "isolation"])

    static let all = [file, plugin, quotas, tenant, member, instance]

    static let version = 1
    static let slots = 1...1_000
    static let quota = 1...1_000_000_000
    static let tenantIdPattern = "^[a-z][a-z0-9-]{1,62}$"
    static let pluginIdPattern = "^[a-z][a-z0-9_]{1,30}$"
    static let timePattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2}))?$"
    static let nameLength = 1...200
}
