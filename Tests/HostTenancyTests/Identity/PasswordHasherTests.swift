import Testing

@testable import HostTenancy

@Suite("Password hashing")
struct PasswordHasherTests {
    private let cheap = PasswordHash.Parameters(memoryKiB: 64, passes: 1, lanes: 1)

    @Test("the standard costs are those of the OWASP minimum, and the encoded form says so")
    func parameters() async throws {
        let hasher = PasswordHasher()
        defer { hasher.close() }
        let hash = try await hasher.hash("correct horse battery staple")
        #expect(hash.encoded.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try await hasher.verify("correct horse battery staple", hash))
        #expect(try await !hasher.verify("correct horse battery stapl", hash))
        #expect(!hash.needsRehash(hasher.parameters) && hash.needsRehash(cheap))
    }

    @Test("a hash of the reference implementation is understood")
    func reference() throws {
        // From the test suite of the reference implementation: argon2id, v=19, m=65536, t=2, p=1, "password", "somesalt".
        let hash = PasswordHash(encoded: "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
        #expect(try hash.matches(Array("password".utf8)))
        #expect(try !hash.matches(Array("passwort".utf8)))
    }

    @Test("composed and decomposed characters are the same password")
    func normalForm() async throws {
        let hasher = PasswordHasher(parameters: cheap, queueLimit: 8)
        defer { hasher.close() }
        #expect(try await hasher.verify("cafe\u{301} au lait", try await hasher.hash("caf\u{E9} au lait")))
    }

    @Test("without a hash the answer is no, and a damaged one is an error")
    func decoy() async throws {
        let hasher = PasswordHasher(parameters: cheap, queueLimit: 8)
        defer { hasher.close() }
        #expect(try await !hasher.verify("whatever", nil))
        await #expect(throws: IdentityError.self) { try await hasher.verify("whatever", PasswordHash(encoded: "$argon2id$broken")) }
    }

    @Test("a full queue refuses at once; those that wait are all answered")
    func bounded() async throws {
        let hasher = PasswordHasher(parameters: PasswordHash.Parameters(memoryKiB: 8_192, passes: 2, lanes: 1), queueLimit: 4)
        defer { hasher.close() }
        let outcomes = await withTaskGroup(of: String.self) { group in
            for index in 0..<60 {
                group.addTask {
                    do throws(IdentityError) {
                        _ = try await hasher.hash("password \(index)")
                        return "done"
                    } catch {
                        return error.code.rawValue
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes["done", default: 0] >= 4 && outcomes["busy", default: 0] >= 1)
        #expect(outcomes.values.reduce(0, +) == 60)
    }
}
