import HostData

/// A session as read from the database, before it is joined with the directory's tenant.
struct SessionRecord: Sendable, Hashable {
    let id: Int64
    let tenantKey: TenantKey
    let memberId: Int64
    let email: String
    let name: String?
    let role: Role
    let csrfNonce: [UInt8]
    let expiresAtMicros: Int64

    /// - Returns: nil if the tenant is unknown or switched off.
    func session(digest: [UInt8], directory: DirectorySnapshot, secret: SessionSecret) -> Session? {
        guard let tenant = directory.tenant(key: tenantKey), tenant.isEnabled else { return nil }
        return Session(
            id: id,
            member: Member(id: memberId, tenantId: tenant.id, email: email, name: name, role: role, isEnabled: true, hasPassword: true),
            tenant: tenant, csrfToken: CSRFToken.make(sessionDigest: digest, nonce: csrfNonce, secret: secret),
            expiresAtMicros: expiresAtMicros)
    }
}
