/// A secret that a version lists and the one that serves does not.
package struct AddedSecret: Sendable, Hashable {
    package let name: String
    /// What it is for.
    package let description: String
    /// Without it a tenant stays on the version that serves.
    package let isRequired: Bool
    /// `installation` or `tenant`.
    package let scope: String

    package init(name: String, description: String, isRequired: Bool, scope: String) {
        self.name = name
        self.description = description
        self.isRequired = isRequired
        self.scope = scope
    }
}
