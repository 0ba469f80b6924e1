import HostData

/// A member whose address was typed into the login form.
struct LoginCandidate: Sendable {
    let tenantKey: TenantKey
    let memberId: Int64
    let email: String
    let name: String?
    let role: Role
    let passwordHash: PasswordHash?
    /// Not disabled and within the time of its access.
    let isAllowed: Bool

    static let sql = """
        SELECT tenant_id, id, email, name, role, password_hash,
            (disabled_at IS NULL AND (access_start IS NULL OR access_start <= now()) AND (access_end IS NULL OR access_end > now()))::int::bigint
        FROM app.members WHERE email = $1::text
        """

    init(_ row: TenancyRow) throws {
        tenantKey = TenantKey(rawValue: try row.integer(0))
        memberId = try row.integer(1)
        email = try row.text(2)
        name = row.optionalText(3)
        role = try row.value(4)
        passwordHash = row.optionalText(5).map(PasswordHash.init(encoded:))
        isAllowed = try row.integer(6) != 0
    }
}
