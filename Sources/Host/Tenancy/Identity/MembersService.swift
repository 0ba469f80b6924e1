package import HostData
import PostgresClient

/// Manages the members of tenants: for the command line, the console and the demo.
package final class MembersService: Sendable {
    private let store: TenancyStore
    private let hasher: PasswordHasher

    package init(database: Database, hasher: PasswordHasher) {
        store = TenancyStore(pool: database.host)
        self.hasher = hasher
    }

    /// All members, or those of one tenant, by tenant and address.
    /// - Throws: ``IdentityError`` with code `unavailable`.
    package func list(tenant: String? = nil) async throws(IdentityError) -> [Member] {
        try await mapped {
            try await self.store.rows(
                "\(Self.columns) WHERE $1::text IS NULL OR t.id = $1::text ORDER BY t.key, m.email", [tenant.map { .text($0) } ?? .null]
            ).decode(Self.member)
        }
    }

    /// - Returns: nil if the address is no member's.
    package func member(email: String) async throws(IdentityError) -> Member? {
        let normal = EmailAddress.normalise(email) ?? ""
        return try await mapped {
            try await self.store.rows("\(Self.columns) WHERE m.email = $1::text", [.text(normal)]).first(Self.member)
        }
    }

    /// Adds a member.
    /// - Parameter password: nil makes a random one.
    /// - Returns: The member and the password, which is stored as a hash only.
    /// - Throws: ``IdentityError`` with code `invalidEmail`, `weakPassword`, `emailTaken`, `notFound`, `busy` or `unavailable`.
    package func create(
        tenant: String, email: String, role: Role, name: String? = nil, password: String? = nil, origin: ChangeOrigin
    ) async throws(IdentityError) -> (member: Member, password: String) {
        let normal = try Self.normalised(email)
        let password = password ?? SecureRandom.password()
        try PasswordPolicy.check(password, email: normal)
        let hash = try await hasher.hash(password)
        let member: Member = try await mapped {
            try await self.store.transaction { transaction in
                let added = try await transaction.rows(
                    """
                    INSERT INTO app.members (tenant_id, email, name, role, password_hash, password_changed_at)
                    SELECT key, $2::text, $3::text, $4::text, $5::text, now() FROM app.tenants WHERE id = $1::text
                    ON CONFLICT (email) DO NOTHING RETURNING tenant_id
                    """,
                    [.text(tenant), .text(normal), name.map { .text($0) } ?? .null, .text(role.rawValue), .text(hash.encoded)])
                guard added.rowCount == 1, let key = added.integer(row: 0, column: 0) else {
                    let exists = try await transaction.rows("SELECT 1::bigint FROM app.tenants WHERE id = $1::text", [.text(tenant)])
                    throw exists.rowCount == 1
                        ? IdentityError(.emailTaken, "\(normal) is a member already")
                        : IdentityError(.notFound, "there is no tenant '\(tenant)'")
                }
                let member = try await Self.read(normal, transaction)
                try await transaction.audit(
                    AuditEvent(
                        tenant: TenantKey(rawValue: key), action: "member.create", subject: normal,
                        afterJSON: "{\"role\":\"\(role.rawValue)\"}"),
                    origin)
                return member
            }
        }
        return (member, password)
    }

    /// Sets a password and ends the member's sessions.
    /// - Parameter password: nil makes a random one.
    /// - Returns: The password.
    /// - Throws: ``IdentityError`` with code `weakPassword`, `notFound`, `busy` or `unavailable`.
    @discardableResult
    package func setPassword(email: String, password: String? = nil, origin: ChangeOrigin) async throws(IdentityError) -> String {
        let normal = try Self.normalised(email)
        let password = password ?? SecureRandom.password()
        try PasswordPolicy.check(password, email: normal)
        let hash = try await hasher.hash(password)
        try await change(
            normal, "password_hash = $2::text, password_changed_at = now()", .text(hash.encoded), "member.password", nil, origin)
        return password
    }

    /// Changes what a member may do; takes effect with its next request.
    /// - Throws: ``IdentityError`` with code `notFound` or `unavailable`.
    package func setRole(email: String, role: Role, origin: ChangeOrigin) async throws(IdentityError) {
        try await change(
            try Self.normalised(email), "role = $2::text", .text(role.rawValue), "member.role", "{\"role\":\"\(role.rawValue)\"}", origin)
    }

    /// Lets a member sign in again, or ends its sessions and lets it not.
    /// - Throws: ``IdentityError`` with code `notFound` or `unavailable`.
    package func setEnabled(email: String, isEnabled: Bool, origin: ChangeOrigin) async throws(IdentityError) {
        try await change(
            try Self.normalised(email), "disabled_at = CASE WHEN $2::text = 'yes' THEN NULL ELSE coalesce(disabled_at, now()) END",
            .text(isEnabled ? "yes" : "no"), isEnabled ? "member.enable" : "member.disable", nil, origin)
    }

    private func change(
        _ email: String, _ assignment: String, _ value: PostgresValue, _ action: String, _ afterJSON: String?, _ origin: ChangeOrigin
    ) async throws(IdentityError) {
        try await mapped {
            try await self.store.transaction { transaction in
                let row = try await transaction.rows(
                    "UPDATE app.members SET \(assignment) WHERE email = $1::text RETURNING tenant_id, id, role", [.text(email), value]
                ).first { (tenant: TenantKey(rawValue: try $0.integer(0)), id: try $0.integer(1)) }
                guard let row else { throw IdentityError(.notFound, "there is no member '\(email)'") }
                if action != "member.role" {
                    try await transaction.rows(
                        "DELETE FROM app.sessions WHERE tenant_id = $1::bigint AND member_id = $2::bigint",
                        [.int(row.tenant.rawValue), .int(row.id)])
                }
                try await transaction.notify(.member(row.id))
                try await transaction.audit(
                    AuditEvent(tenant: row.tenant, action: action, subject: email, afterJSON: afterJSON), origin)
            }
        }
    }

    private func mapped<Value>(_ body: () async throws -> Value) async throws(IdentityError) -> Value {
        do {
            return try await body()
        } catch let error as IdentityError {
            throw error
        } catch {
            throw .unavailable(error)
        }
    }

    private static func normalised(_ email: String) throws(IdentityError) -> String {
        guard let normal = EmailAddress.normalise(email) else {
            throw IdentityError(.invalidEmail, "'\(AuditText.clean(email))' is no email address")
        }
        return normal
    }

    private static func read(_ email: String, _ transaction: TenancyTransaction) async throws -> Member {
        guard let member = try await transaction.rows("\(columns) WHERE m.email = $1::text", [.text(email)]).first(member) else {
            throw IdentityError(.notFound, "there is no member '\(email)'")
        }
        return member
    }

    private static let columns = """
        SELECT m.id, t.id, m.email, m.name, m.role, (m.disabled_at IS NULL)::int::bigint, (m.password_hash IS NOT NULL)::int::bigint
        FROM app.members m JOIN app.tenants t ON t.key = m.tenant_id
        """

    private static func member(_ row: TenancyRow) throws -> Member {
        Member(
            id: try row.integer(0), tenantId: try row.text(1), email: try row.text(2), name: row.optionalText(3), role: try row.value(4),
            isEnabled: try row.integer(5) != 0, hasPassword: try row.integer(6) != 0)
    }
}
