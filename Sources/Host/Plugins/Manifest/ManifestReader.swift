import HostTenancy
import PluginABI
import Yams

/// Reads `plugin.yaml` into a `Manifest`. Pure: text in, manifest or all issues out.
package enum ManifestReader {
    /// Limit of the file's size in bytes.
    package static let maximumBytes = 262_144

    /// Reads the text of a manifest; `file` is the name that messages begin with.
    ///
    /// - Throws: `ManifestError` with every issue found, in the order of the file.
    package static func read(_ text: String, file: String = "plugin.yaml") throws(ManifestError) -> Manifest {
        let list = ManifestIssueList(file: file)
        guard text.utf8.count <= maximumBytes else {
            list.add("too large", at: nil, field: "", expected: "at most \(maximumBytes) bytes", found: "\(text.utf8.count)")
            throw ManifestError(issues: list.issues)
        }
        // The parser owns the anchors, which the nodes refer to weakly: it must live until the reading is over.
        var parser: Parser?
        var manifest: Manifest?
        do {
            parser = try Parser(yaml: text)
            if let root = try parser?.singleRoot() {
                manifest = read(YamlCursor(node: root, field: "", list: list))
            } else {
                list.add("empty", at: nil, field: "", expected: "a mapping with id, name, version, …")
            }
        } catch {
            addSyntax(error, list)
        }
        withExtendedLifetime(parser) {}
        guard let manifest, list.issues.isEmpty else {
            throw ManifestError(issues: list.issues.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        return manifest
    }

    static func addSyntax(_ error: any Error, _ list: ManifestIssueList) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _), YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            list.add("not YAML: \(problem)" + (context.map { " \($0.text)" } ?? ""), at: mark, field: "")
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            list.add("fields appear twice", at: context.mark, field: "", expected: "each once", found: duplicates.joined(separator: ", "))
        default: list.add("not YAML: \(error)", at: nil, field: "")
        }
    }

    static let fields = [
        "id", "name", "version", "abi", "library", "toolchain", "calls", "services", "grants", "worker_safe", "routes", "navigation",
        "jobs", "events", "secrets", "statements", "tables", "settings", "quotas",
    ]

    private static func read(_ root: YamlCursor) -> Manifest? {
        guard let members = root.members(fields) else { return nil }
        for name in ["id", "name", "version", "abi", "library", "toolchain"] where members[name] == nil {
            root.list.add("missing", at: root.node.mark, field: name, expected: "a value", found: "nothing")
        }
        let id = members["id"]?.text(matching: /[a-z][a-z0-9_]{1,30}/, "an id of a-z, 0-9 and '_' that begins with a letter (2 to 31)")
        if let id, reservedIDs.contains(id) { members["id"]?.fault("reserved by the host", expected: "another id") }
        let name = members["name"]?.text("a name", atMost: 100)
        let version = members["version"].flatMap(Self.version)
        let abi = members["abi"].flatMap(Self.contractVersion)
        let library = members["library"]?.text(matching: /lib[A-Za-z0-9_-]{1,60}\.so/, "a file name such as libHosting.so")
        let toolchain = members["toolchain"]?.text(matching: /[a-z][a-z0-9+.-]{0,39}/, "a toolchain such as swift-6.3, c or rust")
        if let toolchain, toolchain.hasPrefix("swift-"), toolchain != HostToolchain.name {
            members["toolchain"]?.fault(
                "another toolchain", expected: "\(HostToolchain.name), which this host was built with", found: toolchain)
        }
        let routes = members["routes"].map { Self.routes($0, plugin: id) } ?? []
        let tables = members["tables"].map(Self.tables) ?? []
        let manifest = Manifest(
            id: id ?? "", name: name ?? "", version: version ?? SemanticVersion("0.0.0")!, abi: abi ?? ContractVersion(major: 0, minor: 0),
            library: library ?? "", toolchain: toolchain ?? "", calls: members["calls"]?.choice(Manifest.CallStyle.self) ?? .threads,
            services: members["services"].map(Self.services) ?? [], grants: Self.grants(members["grants"], plugin: id),
            isWorkerSafe: members["worker_safe"]?.bool() ?? false, routes: routes,
            navigation: members["navigation"].map { Self.navigation($0, routes: routes) } ?? [], jobs: members["jobs"].map(Self.jobs) ?? [],
            events: members["events"].map { Self.names($0, of: "topic") } ?? [],
            secrets: members["secrets"].map(Self.secrets) ?? [],
            statements: members["statements"].map { Self.names($0, of: "statement") } ?? [], tables: tables,
            settings: members["settings"].map(Self.settings) ?? .none,
            quotas: members["quotas"].map(Self.quotas) ?? .standard)
        checkServices(manifest, members)
        return manifest
    }

    /// First path segments that belong to the host, so that no plugin's pages hide them.
    package static let reservedIDs: Set<String> = [
        "api", "auth", "docs", "health", "metrics", "login", "logout", "static", "console", "operator", "admin", "app", "events", "tenants",
        "plugins",
    ]

    private static func version(_ cursor: YamlCursor) -> SemanticVersion? {
        guard let text = cursor.text("a semantic version") else { return nil }
        guard let version = SemanticVersion(text) else {
            cursor.fault("wrong value", expected: "a semantic version such as 1.0.0")
            return nil
        }
        return version
    }

    private static func contractVersion(_ cursor: YamlCursor) -> ContractVersion? {
        guard let text = cursor.text("a contract version") else { return nil }
        guard let version = ContractVersion(text) else {
            cursor.fault("wrong value", expected: "a contract version such as \"1.0\"")
            return nil
        }
        if version.major != HI_ABI_MAJOR || version.minor > HI_ABI_MINOR {
            cursor.fault("another contract", expected: "\(HI_ABI_MAJOR).0 to \(HI_ABI_MAJOR).\(HI_ABI_MINOR)", found: "\(version)")
        }
        return version
    }

    private static func checkServices(_ manifest: Manifest, _ members: [String: YamlCursor]) {
        func require(_ service: String, for field: String) {
            guard !manifest.services.contains(service) else { return }
            members[field]?.fault("needs the service \(service)", expected: "\(service) under services", found: "none")
        }
        if manifest.grants.devices { require("hashinsight.device/1", for: "grants") }
        if !manifest.grants.egressHosts.isEmpty { require("hashinsight.http/1", for: "grants") }
        if manifest.grants.mailToAnybody { require("hashinsight.mail/1", for: "grants") }
        if manifest.grants.sharesCache { require("hashinsight.cache/1", for: "grants") }
        if !manifest.tables.isEmpty { require("hashinsight.db/1", for: "tables") }
        if !manifest.events.isEmpty { require("hashinsight.events/1", for: "events") }
        if !manifest.secrets.isEmpty { require("hashinsight.secrets/1", for: "secrets") }
    }

    private static func settings(_ cursor: YamlCursor) -> SettingsSchema {
        guard let document = cursor.json() else { return .none }
        do throws(SettingsIssue) {
            return try SettingsSchema(document: document)
        } catch {
            cursor.list.add(
                "not a settings schema: \(error.message)", at: cursor.node.mark, field: cursor.field + error.path.dropFirst(),
                expected: "the supported subset of JSON Schema")
            return .none
        }
    }

    private static func quotas(_ cursor: YamlCursor) -> Quotas {
        guard let members = cursor.members(Quota.allCases.map(\.rawValue)) else { return .standard }
        var limits: [Quota: Int] = [:]
        for quota in Quota.allCases { limits[quota] = members[quota.rawValue]?.integer(in: quota.manifestRange) }
        return Quotas(limits)
    }
}
