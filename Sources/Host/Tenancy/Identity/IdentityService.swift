import Crypto
package import HostData
package import Logging
import PostgresClient

/// Signs members in and out, and says who stands behind a cookie.
package final class IdentityService: Sendable {
    let store: TenancyStore
    let directory: TenantDirectory
    let secret: SessionSecret
    let hasher: PasswordHasher
    let limits: SessionLimits
    let lockout: LockoutPolicy
    let cache = SessionCache()
    let logger: Logger

    package init(
        database: Database, directory: TenantDirectory, secret: SessionSecret, hasher: PasswordHasher,
        limits: SessionLimits = SessionLimits(),
        lockout: LockoutPolicy = LockoutPolicy(), logger: Logger
    ) {
        store = TenancyStore(pool: database.host)
        self.directory = directory
        self.secret = secret
        self.hasher = hasher
        self.limits = limits
        self.lockout = lockout
        self.logger = logger
    }

    /// Registers with the feed, so that a logout on any host ends the session here at once.
    package func follow(_ feed: ChangeFeed) {
        feed.add { [cache] notification in
            switch notification {
            case .session(let id): cache.forget { $0.id == id }
            case .member(let id): cache.forget { $0.memberId == id }
            case .tenancy, .connected: cache.forget { _ in true }
            case .bundles, .rollouts: break
            }
        }
    }

    /// Who is signed in with a session token, from memory where it was asked for in the last seconds.
    ///
    /// - Parameter token: The cookie's value, whatever the browser sent.
    /// - Returns: nil if it is malformed, unknown, expired, ended, or its member or tenant is switched off; also without a database.
    package func session(token: String) async -> Session? { try? await lookUp(token: token) }

    /// As ``session(token:)``, but tells a missing database from a missing session.
    /// - Throws: ``IdentityError`` with code `unavailable`.
    package func lookUp(token: String) async throws(IdentityError) -> Session? {
        guard let digest = Self.digest(token: token) else { return nil }
        if let record = cache.record(digest, maximumAge: limits.cacheDuration) { return join(record) }
        let epoch = cache.epoch
        do {
            guard let record = try await findSession(digest) else {
                cache.forget(digest)
                return nil
            }
            cache.store(record, digest, epoch: epoch)
            return join(record)
        } catch {
            if let record = cache.record(digest, maximumAge: limits.outageDuration) { return join(record) }
            throw .unavailable(error)
        }
    }

    /// Ends one session, here at once and on every host as soon as it hears of it. Without such a session nothing happens.
    /// - Throws: ``IdentityError`` with code `unavailable`.
    package func logout(token: String, origin: ChangeOrigin? = nil) async throws(IdentityError) {
        guard let digest = Self.digest(token: token) else { return }
        defer { cache.forget(digest) }
        do {
            try await store.transaction { transaction in try await self.endSession(digest, origin, transaction) }
        } catch {
            throw .unavailable(error)
        }
    }

    /// SHA-256 of the token's bytes.
    /// - Returns: nil unless the token is 64 hex digits in lower case, as ``login(email:password:address:userAgent:replacing:)`` made it.
    static func digest(token: String) -> [UInt8]? {
        guard token.utf8.count == 64, let bytes = HexDigits.bytes(token), HexDigits.text(bytes) == token else { return nil }
        return Array(SHA256.hash(data: bytes))
    }

    private func join(_ record: SessionRecord) -> Session? {
        guard record.expiresAtMicros > WallClock.micros() else { return nil }
        return record.session(directory: directory.snapshot)
    }
}
