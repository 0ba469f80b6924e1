import HostTenancy
import Testing

@Suite("Signing in")
struct IdentityTests {
    private let password = "correct horse battery staple"

    /// The standard tenants, with a password for alpha's and the operator's member.
    private func prepare(_ host: TenancyFixture) async throws {
        _ = try await host.apply.apply(try TenancyFixture.file())
        for email in ["alpha@x.test", "operator@x.test"] {
            _ = try await host.members.setPassword(email: email, password: password, origin: .commandLine)
        }
    }

    private func login(_ host: TenancyFixture, _ email: String = "alpha@x.test", _ password: String? = nil) async throws -> LoginResult {
        try await host.identity.login(email: email, password: password ?? self.password, address: "192.0.2.1", userAgent: "Test\n1")
    }

    private func code(_ body: () async throws -> Void) async -> IdentityError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? IdentityError)?.code
        }
    }

    @Test("a login opens a session that says who, where and in which role; the token is stored as its digest only")
    func signIn() async throws {
        try await withHost { host in
            try await prepare(host)
            let result = try await login(host, " Alpha@X.test ")
            #expect(result.sessionToken.count == 64 && result.member.email == "alpha@x.test")
            let session = try #require(await host.identity.session(token: result.sessionToken))
            #expect(
                session.tenant.id == "alpha" && session.role == .user && session.allows(.guest) && !session.allows(.admin)
                    && !session.isOperator)
            #expect(session.csrfToken == result.csrfToken)
            #expect(
                try await host.number("SELECT count(*) FROM app.sessions WHERE encode(token_digest, 'hex') = '\(result.sessionToken)'") == 0
            )
            let other = try await login(host)
            #expect(other.sessionToken != result.sessionToken && other.csrfToken != session.csrfToken)
            let list = try await host.identity.sessions(of: session.member)
            #expect(
                list.map(\.id) == [other.session.id, session.id] && list[0].address == "192.0.2.1" && list[0].userAgent == "Test\\u{a}1")
        }
    }

    @Test("wrong password, unknown address, no password, disabled and out of time are one and the same error")
    func generic() async throws {
        try await withHost { host in
            try await prepare(host)
            #expect(await code { _ = try await login(host, "alpha@x.test", "wrong password") } == .invalidCredentials)
            #expect(await code { _ = try await login(host, "nobody@x.test") } == .invalidCredentials)
            #expect(await code { _ = try await login(host, "not an address") } == .invalidCredentials)
            #expect(await code { _ = try await login(host, "north@x.test") } == .invalidCredentials)
            #expect(await code { _ = try await login(host, "alpha@x.test", String(repeating: "x", count: 2_000)) } == .invalidCredentials)
            try await host.sql("UPDATE app.members SET access_end = now() - interval '1 second' WHERE email = 'alpha@x.test'")
            #expect(await code { _ = try await login(host) } == .invalidCredentials)
            try await host.sql("UPDATE app.members SET access_end = NULL, disabled_at = now() WHERE email = 'alpha@x.test'")
            #expect(await code { _ = try await login(host) } == .invalidCredentials)
        }
    }

    @Test("failures lock an address, member or not, and a right password opens it only after the lock")
    func lockout() async throws {
        try await withHost { host in
            try await prepare(host)
            for email in ["alpha@x.test", "nobody@x.test"] {
                for _ in 0..<4 { #expect(await code { _ = try await login(host, email, "wrong password") } == .invalidCredentials) }
                await #expect { _ = try await login(host, email, "wrong password") } throws: {
                    ($0 as? IdentityError)?.code == .locked && ($0 as? IdentityError)?.retryAfterSeconds == 1
                }
            }
            try await host.sql("UPDATE app.login_failures SET locked_until = now() + interval '1 hour'")
            #expect(await code { _ = try await login(host) } == .locked)
            try await host.sql("UPDATE app.login_failures SET locked_until = now() - interval '1 second'")
            #expect(await code { _ = try await login(host, "alpha@x.test", "wrong password") } == .invalidCredentials)
            #expect(try await host.number("SELECT failures::bigint FROM app.login_failures ORDER BY failures DESC LIMIT 1") == 5)
            try await host.sql("UPDATE app.login_failures SET locked_until = now() - interval '1 second'")
            _ = try await login(host)
            #expect(try await host.number("SELECT count(*) FROM app.login_failures") == 1, "a success forgets the failures of its address")
        }
    }

    @Test("a logout, an ended session, a changed password and a disabled member end access here at once")
    func ending() async throws {
        try await withHost { host in
            try await prepare(host)
            let first = try await login(host)
            #expect(await host.identity.session(token: first.sessionToken) != nil)
            try await host.identity.logout(token: first.sessionToken, origin: ChangeOrigin(actor: "alpha@x.test"))
            #expect(await host.identity.session(token: first.sessionToken) == nil)
            try await host.identity.logout(token: first.sessionToken)
            let second = try await login(host)
            #expect(await host.identity.session(token: second.sessionToken) != nil)
            try await host.identity.end(sessionId: second.session.id, of: second.member, origin: .commandLine)
            #expect(await host.identity.session(token: second.sessionToken) == nil)
            #expect(
                await code { try await host.identity.end(sessionId: second.session.id, of: second.member, origin: .commandLine) }
                    == .notFound)
            let stranger = try await login(host, "operator@x.test")
            #expect(
                await code { try await host.identity.end(sessionId: stranger.session.id, of: second.member, origin: .commandLine) }
                    == .notFound)
            #expect(await host.identity.session(token: stranger.sessionToken)?.isOperator == true)
        }
    }

    @Test("a disabled member's sessions end and it cannot sign in until it is enabled; the audit has both, and a stranger is not found")
    func disabling() async throws {
        try await withHost { host in
            try await prepare(host)
            let token = try await login(host).sessionToken
            try await host.members.setEnabled(email: "Alpha@x.test", isEnabled: false, origin: .commandLine)
            #expect(try await host.members.member(email: "alpha@x.test")?.isEnabled == false)
            #expect(try await host.number("SELECT count(*) FROM app.sessions") == 0)
            #expect(await code { _ = try await login(host) } == .invalidCredentials)
            try await host.members.setEnabled(email: "alpha@x.test", isEnabled: true, origin: .commandLine)
            #expect(await host.identity.session(token: token) == nil)
            let next = try await login(host).sessionToken
            #expect(await host.identity.session(token: next) != nil)
            let audited = "SELECT count(*) FROM app.audit WHERE actor = 'command line' AND subject = 'alpha@x.test' AND action"
            #expect(try await host.number("\(audited) = 'member.disable'") == 1)
            #expect(try await host.number("\(audited) = 'member.enable'") == 1)
            #expect(
                await code { try await host.members.setEnabled(email: "nobody@x.test", isEnabled: false, origin: .commandLine) }
                    == .notFound)
        }
    }

    @Test("an address is a tenant's own if a member of that very tenant may sign in with it now")
    func addresses() async throws {
        try await withHost { host in
            try await prepare(host)
            let addresses = MemberAddresses(database: host.database)
            func found(_ tenant: String, _ asked: [String]) async throws -> Set<String> {
                let key = try #require(host.directory.snapshot.tenant(id: tenant)).key
                return try await addresses.members(of: key, among: asked, deadlineNanos: .max)
            }
            let all = ["alpha@x.test", "north@x.test", "operator@x.test", "nobody@x.test", "o'{\"},[@x.test", ""]
            #expect(try await found("alpha", all) == ["alpha@x.test"])
            #expect(try await found("north", all) == ["north@x.test"])
            #expect(try await found("beta", all) == [])
            #expect(try await found("alpha", []) == [])
            try await host.sql("UPDATE app.members SET access_end = now() - interval '1 second' WHERE email = 'alpha@x.test'")
            #expect(try await found("alpha", all) == [])
            try await host.sql(
                "UPDATE app.members SET access_end = NULL, access_start = now() + interval '1 day' WHERE email = 'alpha@x.test'")
            #expect(try await found("alpha", all) == [])
            try await host.sql("UPDATE app.members SET access_start = NULL WHERE email = 'alpha@x.test'")
            #expect(try await found("alpha", all) == ["alpha@x.test"])
            try await host.members.setEnabled(email: "alpha@x.test", isEnabled: false, origin: .commandLine)
            #expect(try await found("alpha", all) == [])
        }
    }

    @Test("what one host ends, another forgets as soon as it hears of it; a disabled tenant's sessions end too")
    func otherHost() async throws {
        try await withHosts(2) { hosts in
            try await prepare(hosts[0])
            hosts[1].feed.start()
            try await hosts[1].until { hosts[1].feed.isConnected && hosts[1].directory.snapshot.tenants.count == 5 }
            let token = try await login(hosts[0]).sessionToken
            #expect(await hosts[1].identity.session(token: token) != nil)
            try await hosts[0].identity.logout(token: token)
            try await hosts[1].until { await hosts[1].identity.session(token: token) == nil }
            let next = try await login(hosts[0]).sessionToken
            #expect(await hosts[1].identity.session(token: next) != nil)
            try await hosts[0].members.setEnabled(email: "alpha@x.test", isEnabled: false, origin: .commandLine)
            try await hosts[1].until { await hosts[1].identity.session(token: next) == nil }
            try await hosts[0].members.setEnabled(email: "alpha@x.test", isEnabled: true, origin: .commandLine)
            let third = try await login(hosts[0]).sessionToken
            #expect(await hosts[1].identity.session(token: third) != nil)
            let without = TenancyFixture.standard.split(separator: "\n").filter { !$0.contains("id: alpha") }.joined(separator: "\n") + "\n"
            _ = try await hosts[0].apply.apply(try TenancyFixture.file(without))
            #expect(await hosts[0].identity.session(token: third) == nil)
            try await hosts[1].until { await hosts[1].identity.session(token: third) == nil }
        }
    }

    @Test("sessions end when they are a day old, and after two idle hours; pruning removes them")
    func limits() async throws {
        try await withHosts(2) { hosts in
            try await prepare(hosts[0])
            try await hosts[1].directory.refresh()
            let old = try await login(hosts[0]).sessionToken
            let lifetime = try await hosts[0].number("SELECT extract(epoch FROM expires_at - created_at)::bigint FROM app.sessions")
            #expect(lifetime == 86_400)
            try await hosts[0].sql("UPDATE app.sessions SET expires_at = now() - interval '1 second'")
            #expect(await hosts[1].identity.session(token: old) == nil)
            let idle = try await login(hosts[0]).sessionToken
            try await hosts[0].sql("UPDATE app.sessions SET last_seen_at = now() - interval '90 minutes' WHERE expires_at > now()")
            #expect(await hosts[1].identity.session(token: idle) != nil, "a look moves the idle limit on")
            #expect(
                try await hosts[0].number(
                    "SELECT count(*) FROM app.sessions WHERE last_seen_at > now() - interval '1 minute' AND expires_at > now()") == 1)
            try await hosts[0].sql("UPDATE app.sessions SET last_seen_at = now() - interval '121 minutes'")
            #expect(try await hosts[0].identity.prune() == 2)
        }
    }

    @Test("a new login ends the session that the browser had, and only that")
    func rotation() async throws {
        try await withHost { host in
            try await prepare(host)
            let first = try await login(host)
            let other = try await login(host)
            let second = try await host.identity.login(
                email: "alpha@x.test", password: password, address: "", userAgent: "", replacing: first.sessionToken)
            #expect(await host.identity.session(token: first.sessionToken) == nil)
            #expect(await host.identity.session(token: other.sessionToken) != nil)
            #expect(await host.identity.session(token: second.sessionToken) != nil)
        }
    }

    @Test("a hash with older costs is made anew at the next login")
    func rehash() async throws {
        try await withHost { host in
            try await prepare(host)
            let old = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
            try await host.sql("UPDATE app.members SET password_hash = '\(old)' WHERE email = 'alpha@x.test'")
            _ = try await login(host, "alpha@x.test", "password")
            #expect(
                try await host.number(
                    "SELECT count(*) FROM app.members WHERE email = 'alpha@x.test' AND password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'"
                ) == 1)
            _ = try await login(host, "alpha@x.test", "password")
        }
    }

    @Test("members are made once per host, with a random password that works")
    func members() async throws {
        try await withHost { host in
            try await prepare(host)
            let made = try await host.members.create(tenant: "beta", email: "New@X.test", role: .admin, origin: .commandLine)
            #expect(made.member.tenantId == "beta" && made.member.role == .admin && made.member.hasPassword)
            #expect(try await login(host, "new@x.test", made.password).member.role == .admin)
            #expect(
                await code { _ = try await host.members.create(tenant: "south", email: "new@x.test", role: .user, origin: .commandLine) }
                    == .emailTaken)
            #expect(
                await code { _ = try await host.members.create(tenant: "nobody", email: "z@x.test", role: .user, origin: .commandLine) }
                    == .notFound)
            #expect(
                await code { _ = try await host.members.create(tenant: "beta", email: "zz", role: .user, origin: .commandLine) }
                    == .invalidEmail)
            #expect(
                await code { _ = try await host.members.setPassword(email: "new@x.test", password: "password1", origin: .commandLine) }
                    == .weakPassword)
            try await host.members.setRole(email: "new@x.test", role: .guest, origin: .commandLine)
            #expect(try await host.members.member(email: "new@x.test")?.role == .guest)
            #expect(await code { try await host.members.setRole(email: "z@x.test", role: .guest, origin: .commandLine) } == .notFound)
        }
    }

    @Test("a client of a disabled provider cannot sign in")
    func provider() async throws {
        try await withHost { host in
            try await prepare(host)
            try await host.sql("UPDATE app.tenants SET disabled_at = now() WHERE id = 'north'")
            try await host.directory.refresh()
            #expect(await code { _ = try await login(host) } == .invalidCredentials)
        }
    }
}
