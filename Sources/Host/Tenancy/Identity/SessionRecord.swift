import HostData

/// A session as read from the database, before it is joined with the directory's tenant.
struct SessionRecord: Sendable, Hashable {
    let id: Int64
    let tenantKey: TenantKey
    let memberId: Int64
    let email: String
    let name: String?
    let role: Role
    /// Made once when the session is read: it costs more than the rest of a look-up.
    let csrfToken: String
    let expiresAtMicros: Int64

    /// - Returns: nil if the tenant is unknown or switched off.
    func session(directory: DirectorySnapshot) -> Session? {
        guard let tenant = directory.tenant(key: tenantKey), tenant.isEnabled else { return nil }
        return Session(
            id: id,
            member: Member(id: memberId, tenantId: tenant.id, email: email, name: name, role: role, isEnabled: true, hasPassword: true),
            tenant: tenant, csrfToken: csrfToken,
            expiresAtMicros: expiresAtMicros)
    }
}
