import HostData
import PostgresClient

extension IdentityService {
    /// The sessions of a member that are still open, newest first.
    /// - Throws: ``IdentityError`` with code `unavailable`.
    package func sessions(of member: Member) async throws(IdentityError) -> [SessionSummary] {
        try await mapped {
            try await self.store.rows(
                """
                SELECT id, (extract(epoch FROM created_at) * 1000000)::bigint, (extract(epoch FROM last_seen_at) * 1000000)::bigint,
                    (extract(epoch FROM expires_at) * 1000000)::bigint, address, user_agent
                FROM app.sessions s WHERE (tenant_id, member_id) = (SELECT tenant_id, id FROM app.members WHERE id = $1::bigint)
                    AND expires_at > now() AND last_seen_at > now() - make_interval(secs => $2::bigint) ORDER BY id DESC
                """, [.int(member.id), .int(self.limits.idleSeconds)]
            ).decode { row in
                SessionSummary(
                    id: try row.integer(0), createdAtMicros: try row.integer(1), lastSeenAtMicros: try row.integer(2),
                    expiresAtMicros: try row.integer(3), address: try row.text(4), userAgent: try row.text(5))
            }
        }
    }

    /// Ends one of a member's sessions.
    /// - Throws: ``IdentityError`` with code `notFound` if it is not the member's, or `unavailable`.
    package func end(sessionId: Int64, of member: Member, origin: ChangeOrigin) async throws(IdentityError) {
        defer { cache.forget { $0.id == sessionId } }
        try await mapped {
            try await self.store.transaction { transaction in
                let ended = try await transaction.rows(
                    "DELETE FROM app.sessions WHERE id = $1::bigint AND member_id = $2::bigint RETURNING tenant_id",
                    [.int(sessionId), .int(member.id)])
                guard ended.rowCount == 1, let key = ended.integer(row: 0, column: 0) else {
                    throw IdentityError(.notFound, "there is no such session")
                }
                try await transaction.notify(.session(sessionId))
                try await transaction.audit(
                    AuditEvent(
                        tenant: TenantKey(rawValue: key), action: "session.end", subject: member.email,
                        beforeJSON: "{\"session\":\(sessionId)}"),
                    origin)
            }
        }
    }

    /// Deletes expired sessions and forgotten failures; call it now and then.
    /// - Returns: How many sessions were deleted.
    @discardableResult
    package func prune() async throws(IdentityError) -> Int {
        try await mapped {
            let results = try await self.store.pool.execute([
                (
                    Statement(
                        "DELETE FROM app.sessions WHERE expires_at < now() OR last_seen_at < now() - make_interval(secs => $1::bigint)"),
                    [.int(self.limits.idleSeconds)]
                ),
                (
                    Statement("DELETE FROM app.login_failures WHERE last_failure_at < now() - make_interval(secs => $1::bigint)"),
                    [.int(Int64(self.lockout.forgetAfterSeconds))]
                ),
            ])
            return results[0].affected
        }
    }

    /// Reads a session and moves its idle limit on, at most once a minute.
    func findSession(_ digest: [UInt8]) async throws -> SessionRecord? {
        try await store.rows(
            """
            WITH live AS (
                SELECT s.tenant_id, s.id, s.last_seen_at, s.csrf_nonce, s.expires_at, m.id AS member_id, m.email, m.name, m.role
                FROM app.sessions s JOIN app.members m ON m.tenant_id = s.tenant_id AND m.id = s.member_id
                WHERE s.token_digest = decode($1::text, 'hex') AND s.expires_at > now()
                    AND s.last_seen_at > now() - make_interval(secs => $2::bigint) AND m.disabled_at IS NULL
                    AND (m.access_start IS NULL OR m.access_start <= now()) AND (m.access_end IS NULL OR m.access_end > now())
            ), touched AS (
                UPDATE app.sessions s SET last_seen_at = now() FROM live
                WHERE s.tenant_id = live.tenant_id AND s.id = live.id AND live.last_seen_at < now() - interval '1 minute'
            )
            SELECT id, tenant_id, member_id, email, name, role, encode(csrf_nonce, 'hex'), (extract(epoch FROM expires_at) * 1000000)::bigint
            FROM live
            """, [.text(HexDigits.text(digest)), .int(limits.idleSeconds)]
        ).first { row in
            SessionRecord(
                id: try row.integer(0), tenantKey: TenantKey(rawValue: try row.integer(1)), memberId: try row.integer(2),
                email: try row.text(3), name: row.optionalText(4), role: try row.value(5),
                csrfToken: CSRFToken.make(sessionDigest: digest, nonce: try row.hex(6), secret: self.secret),
                expiresAtMicros: try row.integer(7))
        }
    }

    /// - Parameter origin: nil writes no audit entry of its own.
    func endSession(_ digest: [UInt8], _ origin: ChangeOrigin?, _ transaction: TenancyTransaction) async throws {
        let ended = try await transaction.rows(
            """
            DELETE FROM app.sessions s USING app.members m
            WHERE s.token_digest = decode($1::text, 'hex') AND m.tenant_id = s.tenant_id AND m.id = s.member_id
            RETURNING s.id, s.tenant_id, m.email
            """, [.text(HexDigits.text(digest))]
        ).first { (id: try $0.integer(0), tenant: TenantKey(rawValue: try $0.integer(1)), email: try $0.text(2)) }
        guard let ended else { return }
        try await transaction.notify(.session(ended.id))
        guard let origin else { return }
        try await transaction.audit(
            AuditEvent(tenant: ended.tenant, action: "logout", subject: ended.email, beforeJSON: "{\"session\":\(ended.id)}"), origin)
    }
}

extension TenancyTransaction {
    /// Tells every host at commit.
    func notify(_ notification: TenancyNotification) async throws {
        try await rows("SELECT 1 FROM pg_notify($1::text, $2::text)", [.text(TenancyNotification.channel), .text(notification.payload)])
    }
}
