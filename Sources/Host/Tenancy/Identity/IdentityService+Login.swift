import Crypto
import HostData
import PostgresClient

extension IdentityService {
    /// Checks a password and opens a session with a new token.
    ///
    /// An unknown address, one without a password and a wrong password take the same time and give the same error. Failures are
    /// counted per address, known or not.
    /// - Parameters:
    ///   - address: The client's IP address, for the list of sessions and the audit.
    ///   - previousToken: The token that the browser had before; its session ends.
    /// - Throws: ``IdentityError`` with code `invalidCredentials`, `locked`, `busy` or `unavailable`.
    package func login(
        email: String, password: String, address: String, userAgent: String, replacing previousToken: String? = nil,
        requestId: String? = nil
    ) async throws(IdentityError) -> LoginResult {
        guard password.utf8.count <= PasswordPolicy.maximumBytes else { throw .invalidCredentials }
        // Text that is no address takes the same way, under a name that no member can have.
        let email = EmailAddress.normalise(email) ?? "invalid"
        let origin = ChangeOrigin(actor: email, requestId: requestId, address: address)
        let digest = Array(SHA256.hash(data: Array(email.utf8)))
        let candidate = try await mapped { try await self.candidate(email, digest) }
        let stored = candidate.flatMap { $0.isAllowed ? $0.passwordHash : nil }
        guard try await hasher.verify(password, stored), let candidate, let stored else {
            try await mapped { try await self.recordFailure(digest, origin) }
            throw .invalidCredentials
        }
        let rehashed = stored.needsRehash(hasher.parameters) ? try await hasher.hash(password) : nil
        let previous = previousToken.flatMap(Self.digest(token:))
        if let previous { cache.forget(previous) }
        return try await mapped {
            try await self.openSession(
                candidate, verified: stored, rehashed: rehashed, emailDigest: digest, previous: previous,
                userAgent: AuditText.clean(userAgent, maximumCharacters: 100), origin)
        }
    }

    /// What is known of an address; nil if it is no member's.
    private func candidate(_ email: String, _ digest: [UInt8]) async throws -> LoginCandidate? {
        let results = try await store.pool.execute([
            (Statement(Self.lockSQL), [.text(HexDigits.text(digest))]), (Statement(LoginCandidate.sql), [.text(email)]),
        ])
        if results[0].rows.rowCount == 1 { throw IdentityError.locked(seconds: Int(results[0].rows.integer(row: 0, column: 0) ?? 1)) }
        guard let candidate = try results[1].rows.first(LoginCandidate.init) else { return nil }
        // A tenant made a moment ago may not have arrived yet.
        if directory.snapshot.tenant(key: candidate.tenantKey) == nil { try await directory.refresh() }
        guard directory.snapshot.tenant(key: candidate.tenantKey)?.isEnabled == true else { return nil }
        return candidate
    }

    private func recordFailure(_ digest: [UInt8], _ origin: ChangeOrigin) async throws {
        try await store.transaction { transaction in
            let failures = try await transaction.rows(
                """
                INSERT INTO app.login_failures AS f (email_digest, failures) VALUES (decode($1::text, 'hex'), 1)
                ON CONFLICT (email_digest) DO UPDATE SET last_failure_at = now(),
                    failures = CASE WHEN f.last_failure_at < now() - make_interval(secs => $2::bigint) THEN 1 ELSE f.failures + 1 END
                RETURNING failures::bigint
                """, [.text(HexDigits.text(digest)), .int(Int64(self.lockout.forgetAfterSeconds))]
            ).integer(row: 0, column: 0)
            let seconds = self.lockout.lockSeconds(failures: Int(failures ?? 1))
            guard seconds > 0 else { return }
            try await transaction.rows(
                "UPDATE app.login_failures SET locked_until = now() + make_interval(secs => $2::bigint) WHERE email_digest = decode($1::text, 'hex')",
                [.text(HexDigits.text(digest)), .int(Int64(seconds))])
            try await transaction.audit(
                AuditEvent(tenant: nil, action: "login.lock", subject: origin.actor, afterJSON: "{\"seconds\":\(seconds)}"), origin)
        }
    }

    private func openSession(
        _ candidate: LoginCandidate, verified: PasswordHash, rehashed: PasswordHash?, emailDigest: [UInt8], previous: [UInt8]?,
        userAgent: String, _ origin: ChangeOrigin
    ) async throws -> LoginResult {
        let tokenBytes = SecureRandom.bytes(32)
        let digest = Array(SHA256.hash(data: tokenBytes))
        let nonce = SecureRandom.bytes(CSRFToken.nonceBytes)
        let emailHex = HexDigits.text(emailDigest)
        let record = try await store.transaction { transaction in
            // Guesses that ran beside the one that locked the address do not count, right or wrong.
            let lock = try await transaction.rows(Self.lockSQL + " FOR UPDATE", [.text(emailHex)])
            if lock.rowCount == 1 { throw IdentityError.locked(seconds: Int(lock.integer(row: 0, column: 0) ?? 1)) }
            try await transaction.rows("DELETE FROM app.login_failures WHERE email_digest = decode($1::text, 'hex')", [.text(emailHex)])
            let member = try await transaction.rows(
                """
                UPDATE app.members SET last_login_at = now(), password_hash = coalesce($3::text, password_hash)
                WHERE tenant_id = $1::bigint AND id = $2::bigint AND password_hash = $4::text AND disabled_at IS NULL RETURNING id
                """,
                [
                    .int(candidate.tenantKey.rawValue), .int(candidate.memberId), rehashed.map { .text($0.encoded) } ?? .null,
                    .text(verified.encoded),
                ])
            guard member.rowCount == 1 else { throw IdentityError.invalidCredentials }
            if let previous { try await self.endSession(previous, nil, transaction) }
            try await self.makeRoom(candidate, transaction)
            let row = try await transaction.rows(
                """
                INSERT INTO app.sessions (tenant_id, member_id, token_digest, csrf_nonce, expires_at, address, user_agent)
                VALUES ($1::bigint, $2::bigint, decode($3::text, 'hex'), decode($4::text, 'hex'),
                        now() + make_interval(secs => $5::bigint), $6::text, $7::text)
                RETURNING id, (extract(epoch FROM expires_at) * 1000000)::bigint
                """,
                [
                    .int(candidate.tenantKey.rawValue), .int(candidate.memberId), .text(HexDigits.text(digest)),
                    .text(HexDigits.text(nonce)), .int(self.limits.absoluteSeconds), .text(AuditText.clean(origin.address ?? "")),
                    .text(userAgent),
                ]
            ).first { (id: try $0.integer(0), expires: try $0.integer(1)) }
            guard let row else { throw TenancyRowError(column: 0, expected: "the new session's number") }
            try await transaction.audit(
                AuditEvent(tenant: candidate.tenantKey, action: "login", subject: candidate.email, afterJSON: "{\"session\":\(row.id)}"),
                origin)
            return SessionRecord(
                id: row.id, tenantKey: candidate.tenantKey, memberId: candidate.memberId, email: candidate.email, name: candidate.name,
                role: candidate.role,
                csrfToken: CSRFToken.make(sessionDigest: digest, nonce: nonce, secret: secret), expiresAtMicros: row.expires)
        }
        guard let session = record.session(directory: directory.snapshot) else {
            throw IdentityError.invalidCredentials
        }
        return LoginResult(
            sessionToken: HexDigits.text(tokenBytes), csrfToken: session.csrfToken, member: session.member, session: session)
    }

    /// Deletes what has expired, and the oldest sessions of a member that has too many.
    private func makeRoom(_ candidate: LoginCandidate, _ transaction: TenancyTransaction) async throws {
        try await transaction.rows(
            """
            DELETE FROM app.sessions WHERE tenant_id = $1::bigint AND id IN (
                SELECT id FROM app.sessions WHERE tenant_id = $1::bigint AND member_id = $2::bigint
                ORDER BY (expires_at > now() AND last_seen_at > now() - make_interval(secs => $3::bigint)) DESC, id DESC OFFSET $4::bigint)
            """,
            [
                .int(candidate.tenantKey.rawValue), .int(candidate.memberId), .int(limits.idleSeconds),
                .int(Int64(limits.sessionsPerMember - 1)),
            ])
    }

    private static let lockSQL = """
        SELECT greatest(1, ceil(extract(epoch FROM locked_until - now())))::bigint FROM app.login_failures
        WHERE email_digest = decode($1::text, 'hex') AND locked_until > now()
        """

    /// Passes this module's errors on and turns all others into `unavailable`.
    func mapped<Value>(_ body: () async throws -> Value) async throws(IdentityError) -> Value {
        do {
            return try await body()
        } catch let error as IdentityError {
            throw error
        } catch {
            logger.warning("the database refused or did not answer a sign-in", metadata: ["error": "\(error)"])
            throw .unavailable(error)
        }
    }
}
