/// What of all that was consented to for a plugin counts for one version. Pure.
package struct ConsentStanding: Sendable, Hashable {
    /// Canonical texts. The newest consent counts, and those of the same version that nobody has withdrawn since.
    package let given: Set<String>
    package let withdrawn: Set<String>

    /// - Parameter consents: All that were given for the plugin, the newest last.
    package init(_ consents: [GrantConsent], version: String) {
        var given: Set<String> = []
        for consent in consents {
            given.subtract(consent.withdrawn)
            if consent.version == version { given.formUnion(consent.items) }
        }
        self.given = given.union(consents.last?.items ?? [])
        withdrawn = Set(consents.last?.withdrawn ?? [])
    }
}
