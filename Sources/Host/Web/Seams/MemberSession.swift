package import Foundation

/// A person who is signed in, and what they may see. A value: a reading at one time.
package struct MemberSession: Sendable {
    /// The session's public handle, safe to show and log. Never the token of the cookie.
    package let sessionId: String
    package let memberId: String
    package let email: String
    package let role: MemberRole
    package let tenantId: String
    package let tenantName: String
    package let tenantKind: TenantKind
    package let tenantKey: Int64
    /// The tenant keys whose rows and events this member may see.
    package let sight: ClosedRange<Int64>
    /// Bound to this session; writes by cookie must repeat it.
    package let csrfToken: String
    package let createdAt: Date
    package let expiresAt: Date

    package init(
        sessionId: String, memberId: String, email: String, role: MemberRole, tenantId: String, tenantName: String,
        tenantKind: TenantKind, tenantKey: Int64, sight: ClosedRange<Int64>, csrfToken: String, createdAt: Date, expiresAt: Date
    ) {
        self.sessionId = sessionId
        self.memberId = memberId
        self.email = email
        self.role = role
        self.tenantId = tenantId
        self.tenantName = tenantName
        self.tenantKind = tenantKind
        self.tenantKey = tenantKey
        self.sight = sight
        self.csrfToken = csrfToken
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
