package import HostTenancy

/// What a version of a plugin gets, and what it still waits for. Pure.
package struct GrantDecision: Sendable, Hashable {
    /// What it may use once nothing is missing. A service that is not in here is a null pointer for the plugin.
    package let granted: GrantRequest
    /// Asked for, not taken away by the operator's restriction, and not consented to; sorted. Empty: it may serve.
    package let missing: [GrantItem]

    /// Nothing is granted, nothing is asked for.
    package static let nothing = GrantDecision(granted: .nothing, missing: [])

    package init(granted: GrantRequest, missing: [GrantItem]) {
        self.granted = granted
        self.missing = missing
    }

    /// Compares what a version asks for with what was consented to.
    ///
    /// - Parameters:
    ///   - consents: All that were given for the plugin, the newest last. The newest counts, and those of the same version.
    ///   - requiresConsent: Whether a plugin that nobody ever consented to waits; false where none are kept.
    package init(
        asked: GrantRequest, version: String, restriction: GrantRestriction?, consents: [GrantConsent], requiresConsent: Bool = true
    ) {
        granted = asked.restricted(by: restriction)
        guard requiresConsent || !consents.isEmpty else {
            missing = []
            return
        }
        let counting = consents.filter { $0.version == version }.flatMap(\.items) + (consents.last?.items ?? [])
        missing = granted.exceeding(GrantRequest(texts: counting))
    }

    /// Why it does not serve, for people; nil if it may.
    package var waiting: String? {
        guard !missing.isEmpty else { return nil }
        return "waits for consent: asks for \(missing.map(\.description).joined(separator: ", ")) in addition"
    }
}
