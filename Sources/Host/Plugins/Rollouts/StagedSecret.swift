/// A secret that an installed version lists and the one that serves does not: set before, nobody waits for it in the upgrade.
package struct StagedSecret: Sendable, Hashable {
    /// The version that asks for it.
    package let version: String
    package let declaration: SecretDeclaration

    /// What a version lists beyond another.
    ///
    /// - Parameter serving: Nil if none serves: then all is new.
    static func added(by newer: Manifest, to serving: Manifest?) -> [Self] {
        let known = Set((serving?.secrets ?? []).map(\.name))
        return newer.secrets.filter { !known.contains($0.name) }.sorted { $0.name < $1.name }.map {
            Self(version: "\(newer.version)", declaration: $0)
        }
    }
}
