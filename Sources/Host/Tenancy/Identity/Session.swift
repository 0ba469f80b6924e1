/// A signed-in browser, as one request sees it.
package struct Session: Sendable, Hashable {
    package let id: Int64
    package let member: Member
    /// The member's tenant as the directory knew it when the session was looked up.
    package let tenant: Tenant
    /// What writes by cookie must carry in `X-CSRF-Token` or the form field `csrf_token`.
    package let csrfToken: String
    /// When the session ends at the latest, in microseconds since 1970 UTC.
    package let expiresAtMicros: Int64

    /// What the member may do in its tenant.
    package var role: Role { member.role }

    /// Whether the member belongs to the operator's tenant.
    package var isOperator: Bool { tenant.kind == .operator }

    /// Whether the session's role is at least the one that a route asks for.
    package func allows(_ required: Role) -> Bool { member.role >= required }
}
