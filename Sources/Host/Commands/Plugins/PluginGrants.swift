import HostData
import HostPlugins
import HostTenancy

/// What a plugin asks for and what was consented to, for commands.
struct PluginGrants: Sendable {
    let plugin: String
    let version: String
    let asked: GrantRequest
    let decision: GrantDecision
    let manifest: Manifest
    /// What being listed in the configuration consents to; nil for a version that is not what is listed.
    private let listed: ListedConsent?
    /// What of that is not written down yet, sorted; nil if all is.
    private let listing: [String]?
    private let service: ConsentService

    /// Reads a bundle and the consents, and decides as if what the configuration consents to by listing the plugin were among them. Changes
    /// nothing: that is written down with the first change that is agreed to.
    ///
    /// - Parameter wanted: An installed version; nil for the one that serves.
    /// - Returns: Nil if the bundle cannot be read: then the host does not load it either.
    /// - Throws: ``Failure``.
    static func read(
        _ plugin: String, version wanted: String? = nil, _ known: KnownPlugins, _ file: TenantsFile, _ database: Database,
        _ directory: TenantDirectory
    ) async throws -> PluginGrants? {
        let bundle =
            if let wanted { try await known.bundle(of: plugin, version: wanted) } else { try? await known.bundle(of: plugin) }
        guard let manifest = bundle?.manifest else { return nil }
        let service = ConsentService(database: database, directory: directory)
        let (asked, version) = (GrantRequest(manifest), "\(manifest.version)")
        let entry = file.plugins.first { $0.id == plugin }
        do { try await directory.refresh() } catch { throw Failure(.unavailable, "the consents cannot be read: \(error)") }
        let consents = directory.snapshot.consents(plugin: plugin)
        // What is listed is the version that serves: another is consented to by name.
        let listed = (wanted == nil ? entry : nil).map {
            ListedConsent(items: asked.restricted(by: $0.grants).texts, named: asked.named(in: $0.grants).texts)
        }
        let decision = GrantDecision(
            asked: asked, version: version, restriction: entry?.grants,
            consents: listed?.added(to: consents, plugin: plugin, version: version) ?? consents)
        return PluginGrants(
            plugin: plugin, version: version, asked: asked, decision: decision, manifest: manifest, listed: listed,
            listing: listed?.given(beyond: consents)?.sorted(), service: service)
    }

    private init(
        plugin: String, version: String, asked: GrantRequest, decision: GrantDecision, manifest: Manifest, listed: ListedConsent?,
        listing: [String]?, service: ConsentService
    ) {
        self.manifest = manifest
        self.listed = listed
        self.listing = listing
        self.plugin = plugin
        self.version = version
        self.asked = asked
        self.decision = decision
        self.service = service
    }

    /// For people at a terminal.
    var lines: [String] {
        var lines = ["\(plugin) \(version) asks for: \(asked.isEmpty ? "nothing" : asked.texts.joined(separator: ", "))"]
        if let listing, !listing.isEmpty { lines.append("being listed consents to: \(listing.joined(separator: ", "))") }
        let withheld = asked.exceeding(decision.granted).filter { !decision.withdrawn.contains($0) }
        if !withheld.isEmpty {
            lines.append("withheld by the configuration: \(withheld.map(\.description).joined(separator: ", "))")
        }
        if !decision.missing.isEmpty {
            lines.append("nobody has consented yet to: \(decision.missing.map(\.description).joined(separator: ", "))")
        }
        if !decision.withdrawn.isEmpty {
            let withdrawn = decision.withdrawn.map(\.description).joined(separator: ", ")
            lines.append("withdrawn: \(withdrawn); plugins grant \(plugin) consents again")
        }
        return lines
    }

    /// The limits that hold for a tenant, or for one that says nothing of its own.
    func quotaLines(_ file: TenantsFile, _ snapshot: DirectorySnapshot, tenant: String? = nil) -> [String] {
        let own = tenant.flatMap { snapshot.instance(tenant: $0, plugin: plugin) }?.quotas ?? [:]
        var limits = manifest.quotas.limited(by: file.plugins.first { $0.id == plugin }?.quotas ?? [:]).limited(by: own)
        if let tenant = tenant.flatMap({ snapshot.tenant(id: $0) }) { limits = limits.within(slots: tenant.slots) }
        return ["limits\(tenant.map { " for \($0)" } ?? ""):"]
            + Quota.allCases.map { "  \($0.rawValue): \(limits[$0]) \($0.unit), \($0.window)" }
    }

    /// The limits for tenants that say nothing of their own, by name.
    func limits(_ file: TenantsFile) -> [String: Int] {
        let limits = manifest.quotas.limited(by: file.plugins.first { $0.id == plugin }?.quotas ?? [:])
        return Dictionary(uniqueKeysWithValues: Quota.allCases.map { ($0.rawValue, limits[$0]) })
    }

    /// Takes consent back.
    /// - Throws: ``Failure`` with `wrongInput` if one of them is not granted.
    func withdraw(_ items: [String]) async throws {
        let granted = decision.usable.texts
        if let stranger = items.first(where: { !granted.contains($0) }) {
            throw Failure(
                .wrongInput, "\(plugin) \(version) was not granted '\(stranger)'; granted are: \(granted.joined(separator: ", "))")
        }
        do {
            // Else what is withdrawn would be the first that anybody ever said of it, and the rest would wait for consent.
            try await giveListed()
            try await service.withdraw(plugin: plugin, version: version, items: items, origin: .commandLine)
        } catch { throw Failure(.unavailable, error.message) }
    }

    /// Consents again to what was withdrawn.
    func restore() async throws {
        guard !decision.withdrawn.isEmpty else { return }
        do {
            try await service.give(
                plugin: plugin, version: version, items: decision.withdrawn.map(\.description), origin: .commandLine)
        } catch { throw Failure(.unavailable, error.message) }
    }

    /// Writes down what being listed consents to, and gives what is missing, if somebody says so.
    /// - Parameter flag: Of the command, which would have said so.
    /// - Throws: ``Failure`` with `notPermitted` if something is missing and nobody does.
    func consent(isGiven: Bool, flag: String = "--grant") async throws {
        let missing = decision.missing.map(\.description)
        guard isGiven || missing.isEmpty else {
            throw Failure(
                .notPermitted,
                "\(plugin) \(version) asks for \(missing.joined(separator: ", ")) in addition; nothing was changed. Consent with \(flag)")
        }
        do {
            try await giveListed()
            guard !missing.isEmpty else { return }
            try await service.give(plugin: plugin, version: version, items: missing, origin: .commandLine)
        } catch { throw Failure(.unavailable, error.message) }
    }

    private func giveListed() async throws(ToggleError) {
        guard let listed, listing != nil else { return }
        try await service.giveListed(plugin: plugin, version: version, items: listed.items.sorted(), named: listed.named.sorted())
    }
}
