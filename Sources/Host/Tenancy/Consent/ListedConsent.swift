/// What the operator's file consents to by listing a plugin. Pure.
package struct ListedConsent: Sendable, Hashable {
    /// All that the plugin asks for and gets, as canonical texts.
    package let items: Set<String>
    /// Those of them that the file's `grants` name one by one.
    package let named: Set<String>

    package init(items: some Sequence<String>, named: some Sequence<String>) {
        self.items = Set(items)
        self.named = Set(named)
    }

    /// What it adds: all for a plugin that is listed for the first time, later what is named; what was withdrawn stays so.
    ///
    /// - Parameter consents: All that were given for the plugin, the newest last.
    /// - Returns: Nil if it adds nothing.
    package func given(beyond consents: [GrantConsent]) -> Set<String>? {
        guard let last = consents.last else { return items }
        let given = named.subtracting(last.withdrawn)
        return given.isSubset(of: last.items) ? nil : given
    }

    /// The consents as they will stand once what the file says is written down.
    package func added(to consents: [GrantConsent], plugin: String, version: String) -> [GrantConsent] {
        guard let given = given(beyond: consents) else { return consents }
        let next = GrantConsent.adding(given, to: consents.last)
        return consents + [
            GrantConsent(
                plugin: plugin, version: version, items: next.given + next.withdrawn.map { "-\($0)" },
                givenBy: ChangeOrigin.configuration.actor, givenAtMicros: consents.last?.givenAtMicros ?? 0)
        ]
    }
}
