/// A person in a tenant.
package struct Member: Sendable, Hashable {
    package let id: Int64
    package let tenantId: String
    /// Normalised: lower case, no space around it.
    package let email: String
    package let name: String?
    package let role: Role
    package let isEnabled: Bool
    /// False until a password was set: the member cannot sign in.
    package let hasPassword: Bool

    package init(id: Int64, tenantId: String, email: String, name: String?, role: Role, isEnabled: Bool, hasPassword: Bool) {
        self.id = id
        self.tenantId = tenantId
        self.email = email
        self.name = name
        self.role = role
        self.isEnabled = isEnabled
        self.hasPassword = hasPassword
    }
}
