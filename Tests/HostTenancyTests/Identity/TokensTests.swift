import Foundation
import Testing

@testable import HostTenancy

@Suite("Tokens and secrets")
struct TokensTests {
    @Test("a CSRF token belongs to one session and one secret")
    func csrf() throws {
        let secret = try SessionSecret(SecureRandom.bytes(32))
        let nonce = SecureRandom.bytes(16)
        let session = SecureRandom.bytes(32)
        let token = CSRFToken.make(sessionDigest: session, nonce: nonce, secret: secret)
        #expect(token.count == 96 && token.hasPrefix(HexDigits.text(nonce)))
        #expect(token == CSRFToken.make(sessionDigest: session, nonce: nonce, secret: secret))
        #expect(token != CSRFToken.make(sessionDigest: SecureRandom.bytes(32), nonce: nonce, secret: secret))
        #expect(token != CSRFToken.make(sessionDigest: session, nonce: nonce, secret: try SessionSecret(SecureRandom.bytes(32))))
    }

    @Test(
        "a session token is 64 hex digits in lower case; all else is refused before the database is asked",
        arguments: [
            "", "a", String(repeating: "A", count: 64), String(repeating: "g", count: 64), String(repeating: "a", count: 66),
            String(repeating: "é", count: 32),
        ])
    func malformed(_ token: String) { #expect(IdentityService.digest(token: token) == nil) }

    @Test("a secret is made once per data folder, for its owner only, and read again")
    func secret() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("secret-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try SessionSecret.load(environment: [:], dataDirectory: folder)
        #expect(try SessionSecret.load(environment: [:], dataDirectory: folder).bytes == first.bytes)
        let path = folder + "/session.secret"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["session.secret"])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect { try SessionSecret.load(environment: [:], dataDirectory: folder) } throws: { "\($0)".contains("chmod 600") }
    }

    @Test("the environment goes first, and a short secret is refused")
    func environment() throws {
        let text = String(repeating: "s", count: 32)
        #expect(try SessionSecret.load(environment: ["SESSION_SECRET": text], dataDirectory: "/nowhere").bytes == Array(text.utf8))
        #expect { try SessionSecret.load(environment: ["SESSION_SECRET": "short"], dataDirectory: "/nowhere") } throws: {
            "\($0)".contains("5 bytes, at least 32")
        }
    }

    @Test("hosts that start at once agree on one secret")
    func race() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("race-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let secrets = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try SessionSecret.load(environment: [:], dataDirectory: folder).bytes } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(secrets.count == 1)
    }
}
