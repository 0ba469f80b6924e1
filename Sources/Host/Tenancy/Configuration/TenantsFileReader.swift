import Foundation
import Yams

/// From nodes to a typed file: every value on its own. What must hold between values is in `TenantsFileReader+Relations`.
struct TenantsFileReader {
    let issues: ConfigurationIssues

    /// - Parameter path: The file's, for messages.
    func read(_ root: ConfigurationCursor, path: String) -> TenantsFile? {
        guard let members = root.members(.file) else { return nil }
        let version = ConfigurationShape.version
        if let cursor = members["version"] { _ = cursor.integer(in: version...version) }
        let isDevelopment = members["development"]?.boolean() ?? false
        let keys = (members["trusted_keys"]?.elements(expected: "a list of keys") ?? []).compactMap(trustedKey)
        let plugins = (members["plugins"]?.elements(expected: "a list of plugins") ?? []).compactMap(plugin)
        let cursors = members["tenants"]?.elements(expected: "a list of tenants") ?? []
        let tenants = cursors.compactMap(tenant)
        checkKeys(keys)
        checkRelations(plugins, tenants, unreadIds: Set(cursors.compactMap(\.unreadId)).subtracting(tenants.map(\.entry.id)))
        return TenantsFile(
            path: path, isDevelopment: isDevelopment, trustedKeys: keys, plugins: plugins, tenants: tenants.map(\.entry))
    }

    private func plugin(_ cursor: ConfigurationCursor) -> TenantsFile.PluginEntry? {
        guard let members = cursor.members(.plugin) else { return nil }
        let id = members["id"]?.text(expected: "a lower-case word such as 'hosting'", ConfigurationText.isPluginId)
        let path = members["path"]?.text(expected: "the path of a bundle")
        let isolation = members["isolation"].map { $0.value(of: IsolationMode.self) } ?? .host
        let sizes = WorkerSharing.poolSizes
        let workers =
            members["workers"]?.word(
                expected: "'tenant', 'plugin' or a number of workers from \(sizes.lowerBound) to \(sizes.upperBound)"
            ) { WorkerSharing($0) != nil }.flatMap { WorkerSharing($0) } ?? .tenant
        let quotas = quotas(members["quotas"])
        let grants = members["grants"].map(grants)
        guard let id, let isolation else { return nil }
        return TenantsFile.PluginEntry(
            id: id, path: path, isolation: isolation, workers: workers, quotas: quotas, grants: grants,
            position: members["id"]?.position ?? cursor.position)
    }

    private func trustedKey(_ cursor: ConfigurationCursor) -> TenantsFile.TrustedKeyEntry? {
        guard let members = cursor.members(.trustedKey) else { return nil }
        let length = ConfigurationShape.nameLength
        let name = members["name"]?.text(expected: "a name of \(length.lowerBound) to \(length.upperBound) characters") {
            length.contains($0.count)
        }
        let key = members["ed25519"]?.text(expected: "a public key, 32 bytes in base64", ConfigurationText.isPublicKey)
        guard let name, let key, let bytes = Data(base64Encoded: key) else { return nil }
        return TenantsFile.TrustedKeyEntry(name: name, publicKey: Array(bytes), position: cursor.position)
    }

    /// A tenant with the places of its references.
    struct Tenant {
        let entry: TenantsFile.TenantEntry
        let parentPosition: SourcePosition?
        let pluginPositions: [String: SourcePosition]
    }

    private func tenant(_ cursor: ConfigurationCursor) -> Tenant? {
        guard let members = cursor.members(.tenant) else { return nil }
        let id = members["id"]?.text(
            expected: "2 to 63 lower-case letters, digits and hyphens, beginning with a letter", ConfigurationText.isTenantId)
        let kind = members["kind"]?.value(of: TenantKind.self)
        let parent = members["parent"]?.text(expected: "the id of a provider", ConfigurationText.isTenantId)
        let length = ConfigurationShape.nameLength
        let name = members["name"]?.text(expected: "a name of \(length.lowerBound) to \(length.upperBound) characters") {
            length.contains($0.count)
        }
        let slots = members["slots"]?.integer(in: ConfigurationShape.slots) ?? 2
        let people = (members["members"]?.elements(expected: "a list of members") ?? []).compactMap(member)
        var plugins: [String: TenantsFile.InstanceEntry] = [:]
        var positions: [String: SourcePosition] = [:]
        for (key, value) in members["plugins"]?.entries(expected: "a mapping from plugin to its settings") ?? [] {
            positions[key.name] = key.position
            plugins[key.name] = instance(value)
        }
        guard let id, let kind else { return nil }
        return Tenant(
            entry: TenantsFile.TenantEntry(
                id: id, kind: kind, parent: parent, name: name ?? id, slots: slots, members: people, plugins: plugins,
                position: members["id"]?.position ?? cursor.position),
            parentPosition: members["parent"]?.position, pluginPositions: positions)
    }

    private func member(_ cursor: ConfigurationCursor) -> TenantsFile.MemberEntry? {
        guard let members = cursor.members(.member) else { return nil }
        let email = members["email"]?.text(expected: "an email address") { EmailAddress.normalise($0) != nil }
            .flatMap(EmailAddress.normalise)
        let role = members["role"]?.value(of: Role.self)
        let name = members["name"]?.text(expected: "a name of at most 200 characters") { ConfigurationShape.nameLength.contains($0.count) }
        let passwordFile = members["password_file"]?.text(expected: "the path of a file")
        let start = time(members["access_start"])
        let end = time(members["access_end"])
        guard let email, let role else { return nil }
        return TenantsFile.MemberEntry(
            email: email, role: role, name: name, passwordFile: passwordFile, accessStartMicros: start, accessEndMicros: end,
            position: members["email"]?.position ?? cursor.position)
    }

    private func time(_ cursor: ConfigurationCursor?) -> Int64? {
        cursor?.text(expected: "a date or time in RFC 3339, such as 2026-01-31 or 2026-01-31T08:00:00Z") {
            ConfigurationText.timeMicros($0) != nil
        }.flatMap(ConfigurationText.timeMicros)
    }

    private func instance(_ cursor: ConfigurationCursor) -> TenantsFile.InstanceEntry? {
        guard let members = cursor.members(.instance) else { return nil }
        let isEnabled = members["enabled"]?.boolean() ?? true
        var networks: [NetworkBlock] = []
        for element in members["networks"]?.elements(expected: "a list of networks such as 10.20.0.0/16") ?? [] {
            guard let text = element.text(expected: "a network such as 10.20.0.0/16") else { continue }
            do {
                let block = try NetworkBlock(text)
                if networks.contains(block) {
                    element.report("\(element.path) is given twice", expected: "each network once")
                } else {
                    networks.append(block)
                }
            } catch {
                element.report("\(element.path) is no network", expected: error.expected)
            }
        }
        var settings = "{}"
        if let cursor = members["settings"], cursor.entries(expected: "a mapping of settings") != nil { settings = cursor.json() }
        let isolation = members["isolation"].flatMap { $0.value(of: IsolationMode.self) }
        return TenantsFile.InstanceEntry(
            isEnabled: isEnabled, networks: networks, settingsJSON: settings, isolation: isolation, quotas: quotas(members["quotas"]),
            position: cursor.position)
    }
}

extension ConfigurationCursor {
    /// The id of a tenant that may be wrong elsewhere, so that its clients are not blamed too.
    fileprivate var unreadId: String? {
        guard case .mapping(let mapping) = node else { return nil }
        return mapping["id"]?.scalar?.string
    }
}
