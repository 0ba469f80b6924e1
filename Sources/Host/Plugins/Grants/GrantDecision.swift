package import HostTenancy

/// What a version of a plugin gets, and what it still waits for. Pure.
package struct GrantDecision: Sendable, Hashable {
    /// What it may use once nothing is missing. A service that is not in here is a null pointer for the plugin.
    package let granted: GrantRequest
    /// Asked for, not taken away by the operator's restriction, and not consented to; sorted. Empty: it may serve.
    package let missing: [GrantItem]
    /// Consented to once and taken back; sorted. It serves without them. Another plugin's table cannot be taken from a part of the statements,
    /// so that counts as missing.
    package let withdrawn: [GrantItem]

    /// Nothing is granted, nothing is asked for.
    package static let nothing = GrantDecision(granted: .nothing, missing: [])

    package init(granted: GrantRequest, missing: [GrantItem], withdrawn: [GrantItem] = []) {
        self.granted = granted
        self.missing = missing
        self.withdrawn = withdrawn
    }

    /// Compares what a version asks for with what was consented to.
    ///
    /// - Parameters:
    ///   - consents: All that were given for the plugin, the newest last. The newest counts, and those of the same version.
    ///   - requiresConsent: Whether a plugin that nobody ever consented to waits; false where none are kept.
    package init(
        asked: GrantRequest, version: String, restriction: GrantRestriction?, consents: [GrantConsent], requiresConsent: Bool = true
    ) {
        let allowed = asked.restricted(by: restriction)
        guard requiresConsent || !consents.isEmpty else {
            (granted, missing, withdrawn) = (allowed, [], [])
            return
        }
        let standing = ConsentStanding(consents, version: version)
        let taken = GrantRequest(texts: standing.withdrawn)
        let given = GrantRequest(texts: standing.given)
        withdrawn = allowed.items.filter { item in
            if case .table = item { return false }
            return taken.covers(item) && !given.covers(item)
        }.sorted()
        granted = GrantRequest(allowed.items.subtracting(withdrawn))
        missing = granted.exceeding(given)
    }

    /// What may be used now, while ``missing`` is not consented to.
    package var usable: GrantRequest { GrantRequest(granted.items.subtracting(missing)) }

    /// Why it does not serve, for people; nil if it may.
    package var waiting: String? {
        guard !missing.isEmpty else { return nil }
        return "waits for consent: asks for \(missing.map(\.description).joined(separator: ", ")) in addition"
    }
}
