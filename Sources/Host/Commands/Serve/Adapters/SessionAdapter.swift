import Foundation
import HostTenancy
import HostWeb

/// Identity as the web server needs it.
struct SessionAdapter: SessionAuthenticating {
    let identity: IdentityService

    func login(
        email: String, password: String, clientAddress: String, userAgent: String, previousToken: String?, requestId: String
    ) async throws -> StartedSession {
        do {
            let result = try await identity.login(
                email: email, password: password, address: clientAddress, userAgent: userAgent, replacing: previousToken,
                requestId: requestId)
            return StartedSession(token: result.sessionToken, session: MemberSession(result.session))
        } catch {
            switch error.code {
            case .invalidCredentials: throw LoginFailure.invalidCredentials
            case .locked: throw LoginFailure.lockedOut(retryAfterSeconds: error.retryAfterSeconds ?? 1)
            case .busy, .unavailable: throw LoginFailure.unavailable
            default: throw error
            }
        }
    }

    func session(token: String) async throws -> MemberSession? {
        do {
            return try await identity.lookUp(token: token).map(MemberSession.init)
        } catch {
            throw error.code == .unavailable ? LoginFailure.unavailable : error
        }
    }

    func sessions(of session: MemberSession) async throws -> [HostWeb.SessionSummary] {
        guard let member = await member(of: session) else { return [] }
        return try await identity.sessions(of: member).map { summary in
            HostWeb.SessionSummary(
                sessionId: String(summary.id), createdAt: Date(micros: summary.createdAtMicros),
                lastUsedAt: Date(micros: summary.lastSeenAtMicros),
                clientAddress: summary.address, userAgent: summary.userAgent)
        }
    }

    func end(sessionId: String, of session: MemberSession) async throws -> Bool {
        guard let id = Int64(sessionId), let member = await member(of: session) else { return false }
        do {
            try await identity.end(sessionId: id, of: member, origin: ChangeOrigin(actor: session.email))
            return true
        } catch {
            if error.code == .notFound { return false }
            throw error
        }
    }

    private func member(of session: MemberSession) async -> Member? {
        Int64(session.memberId).map {
            Member(
                id: $0, tenantId: session.tenantId, email: session.email, name: nil, role: Role(rawValue: session.role.rawValue) ?? .guest,
                isEnabled: true, hasPassword: true)
        }
    }
}

extension MemberSession {
    init(_ session: Session) {
        self.init(
            sessionId: String(session.id), memberId: String(session.member.id), email: session.member.email,
            role: MemberRole(rawValue: session.role.rawValue) ?? .guest, tenantId: session.tenant.id, tenantName: session.tenant.name,
            tenantKind: HostWeb.TenantKind(rawValue: session.tenant.kind.rawValue) ?? .client, tenantKey: session.tenant.key.rawValue,
            sight: session.tenant.key.sight, csrfToken: session.csrfToken,
            createdAt: Date(micros: session.expiresAtMicros).addingTimeInterval(-24 * 3_600),
            expiresAt: Date(micros: session.expiresAtMicros))
    }
}

extension Date {
    /// A point in time from Unix microseconds.
    init(micros: Int64) { self.init(timeIntervalSince1970: Double(micros) / 1_000_000) }
}
