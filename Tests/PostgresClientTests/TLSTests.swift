import EventLoop
import Foundation
import PostgresClient
import TestSupport
import Testing

@Suite("TLS to the database")
struct TLSTests {
    private static let server = TestPostgres(.tls)
    private static let plainServer = TestPostgres(.tcp)

    private func configuration(
        _ tls: PostgresConfiguration.TLSMode, host: String = "localhost", user: String = "postgres", root: String? = nil,
        list: String? = nil
    ) async throws -> PostgresConfiguration {
        var configuration = await Self.server.reached(try await Self.server.superuserConfiguration, host: host, tls: tls)
        let certificates = try await Self.server.certificates
        configuration.user = user
        configuration.rootCertificatePath = root.map(certificates.path)
        configuration.revocationListPath = list.map(certificates.path)
        return configuration
    }

    /// The TLS version of a connection, or nil if it is in the clear.
    private func version(_ configuration: PostgresConfiguration) async throws -> String? {
        try await withPool(configuration) { pool in
            let rows = try await pool.query(
                "SELECT ssl, version, usename::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()")
            #expect(rows.text(row: 0, column: 2) == configuration.user)
            return rows.boolean(row: 0, column: 0) == true ? rows.text(row: 0, column: 1) : nil
        }
    }

    /// Why the first attempt to connect fails; nil if it does not.
    private func refusal(_ configuration: PostgresConfiguration) async throws -> PostgresError? {
        let (events, event) = AsyncStream.makeStream(of: PostgresError?.self)
        let loops = try EventLoopGroup(count: 1, name: "test")
        let pool = PostgresPool(configuration, loops: loops) {
            switch $0 {
            case .connectFailed(let error, _): event.yield(error)
            case .connected: event.yield(nil)
            default: break
            }
        }
        var first: PostgresError?
        for await error in events {
            first = error
            break
        }
        await pool.close()
        loops.shutdown()
        return first
    }

    @Test("require, verify-ca and verify-full are encrypted; a large result comes whole")
    func encrypted() async throws {
        let modes: [(PostgresConfiguration.TLSMode, String?)] = [
            (.prefer, nil), (.require, nil), (.require, "ca.crt"), (.verifyCA, "ca.crt"), (.verifyFull, "ca.crt"),
        ]
        for (mode, root) in modes {
            let version = try await version(configuration(mode, root: root))
            #expect(version?.hasPrefix("TLSv1.") == true, "\(mode) \(version ?? "in the clear")")
        }
        try await withPool(configuration(.verifyFull, root: "ca.crt")) { pool in
            let rows = try await pool.query("SELECT repeat(md5(n::text), 4) FROM generate_series(1, 20000) n")
            #expect(rows.rowCount == 20_000 && rows.text(row: 19_999, column: 0)?.count == 128)
            let long = String(repeating: "hashrate", count: 300_000)
            #expect(try await pool.query("SELECT $1::text", .text(long)).text(row: 0, column: 0) == long)
        }
    }

    @Test(
        "verify-ca and verify-full refuse a server that somebody else has signed, and say why",
        arguments: [
            PostgresConfiguration.TLSMode.verifyCA, .verifyFull,
        ])
    func wrongAuthority(_ mode: PostgresConfiguration.TLSMode) async throws {
        let error = try await refusal(configuration(mode, root: "stranger.crt"))
        #expect(error?.code == .connection)
        #expect(error?.message.contains("certificate verify failed") == true, "\(String(describing: error))")
        #expect(error?.message.contains("TLS \(mode.rawValue)") == true)
    }

    @Test("verify-full refuses a server of another name, which verify-ca takes")
    func wrongName() async throws {
        let error = try await refusal(configuration(.verifyFull, host: "127.0.0.1", root: "ca.crt"))
        #expect(error?.code == .connection)
        #expect(error?.message.contains("does not match host name \"127.0.0.1\"") == true, "\(String(describing: error))")
        #expect(try await refusal(configuration(.verifyCA, host: "127.0.0.1", root: "ca.crt")) == nil)
    }

    @Test("A server that its authority has revoked is refused; a list without it is not in the way")
    func revoked() async throws {
        #expect(try await refusal(configuration(.verifyFull, root: "ca.crt", list: "valid.crl")) == nil)
        let error = try await refusal(configuration(.verifyFull, root: "ca.crt", list: "revoked.crl"))
        #expect(error?.message.contains("certificate verify failed") == true, "\(String(describing: error))")
    }

    @Test("A server that wants TLS refuses a connection in the clear; one without TLS is refused by require and taken by prefer")
    func withoutTLS() async throws {
        #expect(try await refusal(configuration(.disable))?.message.contains("no encryption") == true)
        for mode in [PostgresConfiguration.TLSMode.require, .verifyCA, .verifyFull] {
            var plain = await Self.plainServer.reached(try await Self.plainServer.superuserConfiguration, host: "localhost", tls: mode)
            if mode != .require { plain.rootCertificatePath = try await Self.server.certificates.path("ca.crt") }
            let error = try await refusal(plain)
            #expect(error?.message.contains("server does not support SSL, but SSL was required") == true, "\(String(describing: error))")
        }
        let plain = await Self.plainServer.reached(try await Self.plainServer.superuserConfiguration, host: "localhost", tls: .prefer)
        #expect(try await version(plain) == nil)
    }

    @Test("A role that logs in by a certificate gets in with its own, and not without")
    func clientCertificate() async throws {
        let admin = try await Self.server.superuserConfiguration
        try await withPool(admin) { pool in
            try await pool.withSession { try await $0.script("CREATE ROLE certified LOGIN") }
        }
        let certificates = try await Self.server.certificates
        func url(_ user: String) -> String {
            "postgres://\(user)@localhost:\(admin.port)/postgres?sslmode=verify-full&sslrootcert=\(certificates.path("ca.crt"))"
        }
        let own = "&sslcert=\(certificates.path("certified.crt"))&sslkey=\(certificates.path("certified.key"))"
        #expect(try await version(PostgresConfiguration(url: url("certified") + own)) != nil)
        let without = try await refusal(PostgresConfiguration(url: url("certified")))
        #expect(without?.message.contains("certificate") == true, "\(String(describing: without))")
        let other = "&sslcert=\(certificates.path("server.crt"))&sslkey=\(certificates.path("server.key"))"
        let wrong = try await refusal(PostgresConfiguration(url: url("certified") + other))
        #expect(wrong?.message.contains("certificate authentication failed") == true, "\(String(describing: wrong))")
    }

    @Test("A file that is not there, or is not what it should be, is named")
    func files() async throws {
        let certificates = try await Self.server.certificates
        let (root, key) = (certificates.path("ca.crt"), certificates.path("certified.key"))
        let absent = certificates.path("absent.pem")
        let wrong = [
            ("sslrootcert=\(absent)", absent), ("sslcert=\(absent)&sslkey=\(key)", absent), ("sslcert=\(root)&sslkey=\(absent)", absent),
            ("sslrootcert=\(root)&sslcrl=\(absent)", absent), ("sslrootcert=\(root)&sslcrl=\(root)", "X509 CRL"),
            ("sslrootcert=\(certificates.path("."))", "not a file"), ("sslcert=\(root)", "sslkey is missing"),
            ("sslkey=\(key)", "sslcert is missing"), ("sslcrl=\(certificates.path("valid.crl"))", "sslrootcert"),
        ]
        for (query, part) in wrong {
            let error = await failure { try PostgresConfiguration(url: "postgres://a@b/c?\(query)") }
            #expect(error?.code == .configuration && error?.message.contains(part) == true, "\(query): \(String(describing: error))")
        }
        // A list that vanishes while the host runs is not passed over.
        let list = FileManager.default.temporaryDirectory.appending(path: "hashinsight-\(UUID().uuidString).crl").path
        try FileManager.default.copyItem(atPath: certificates.path("valid.crl"), toPath: list)
        var configuration = try await configuration(.verifyFull, root: "ca.crt")
        configuration.revocationListPath = list
        #expect(try await refusal(configuration) == nil)
        try FileManager.default.removeItem(atPath: list)
        let gone = try await refusal(configuration)
        #expect(gone?.code == .configuration && gone?.message.contains(list) == true)
    }
}
