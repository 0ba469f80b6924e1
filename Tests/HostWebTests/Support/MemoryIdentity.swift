import Foundation
import HostWeb
import Synchronization

/// Identity in memory, with one password for all.
final class MemoryIdentity: SessionAuthenticating {
    static let password = "correct horse"

    private struct State {
        var sessions: [String: MemberSession] = [:]
        var isAway = false
        var nextNumber = 0
    }

    private let state = Mutex(State())

    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }
    func endAll() { state.withLock { $0.sessions = [:] } }

    func login(
        email: String, password: String, clientAddress: String, userAgent: String, previousToken: String?, requestId: String
    ) async throws -> StartedSession {
        if email == "locked@demo.test" { throw LoginFailure.lockedOut(retryAfterSeconds: 7) }
        guard password == Self.password, let session = makeSession(email) else { throw LoginFailure.invalidCredentials }
        let token = UUID().uuidString
        state.withLock { state in
            if let previousToken { state.sessions[previousToken] = nil }
            state.sessions[token] = session
        }
        return StartedSession(token: token, session: session)
    }

    func session(token: String) async throws -> MemberSession? {
        let (session, isAway) = state.withLock { ($0.sessions[token], $0.isAway) }
        if isAway { throw LoginFailure.unavailable }
        return session
    }

    func sessions(of session: MemberSession) async throws -> [SessionSummary] {
        state.withLock { $0.sessions.values.filter { $0.memberId == session.memberId } }.map {
            SessionSummary(
                sessionId: $0.sessionId, createdAt: $0.createdAt, lastUsedAt: $0.createdAt, clientAddress: "192.0.2.7",
                userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0")
        }
    }

    func end(sessionId: String, of session: MemberSession) async throws -> Bool {
        state.withLock { state in
            guard let found = state.sessions.first(where: { $0.value.sessionId == sessionId && $0.value.memberId == session.memberId })
            else { return false }
            state.sessions[found.key] = nil
            return true
        }
    }

    private func makeSession(_ email: String) -> MemberSession? {
        let known: [String: (MemberRole, String, String, TenantKind, Int64, ClosedRange<Int64>)] = [
            "operator@demo.test": (.owner, "operator", "Operator", .operator, 0, 0...0),
            "watcher@demo.test": (.guest, "operator", "Operator", .operator, 0, 0...0),
            "north@demo.test": (.owner, "north", "North Mining", .provider, 1 << 32, (1 << 32)...(1 << 32 | 0xFFFF_FFFF)),
            "alpha@demo.test": (.owner, "alpha", "Alpha & Söhne <Ltd>", .client, 1 << 32 | 1, (1 << 32 | 1)...(1 << 32 | 1)),
            "beta@demo.test": (.guest, "beta", "Beta Hash", .client, 1 << 32 | 2, (1 << 32 | 2)...(1 << 32 | 2)),
        ]
        guard let (role, tenant, name, kind, key, sight) = known[email] else { return nil }
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return MemberSession(
            sessionId: "session-\(number)", memberId: "member-\(tenant)-\(role.rawValue)", email: email, role: role, tenantId: tenant,
            tenantName: name,
            tenantKind: kind, tenantKey: key, sight: sight, csrfToken: "csrf-\(number)-\(tenant)", createdAt: Date(),
            expiresAt: Date(timeIntervalSinceNow: 86_400))
    }
}
