import TestSupport
import Testing

@testable import Ethereum

@Suite("Signing in with a wallet (EIP-4361)")
struct SignInTests {
    private struct File: Decodable {
        struct Policy: Decodable {
            let domain: String
            let uriOrigin: String
            let chainId: UInt64
            let nonce: String
            let now: String
            let maxAgeSeconds: Int64
            let clockSkewSeconds: Int64
        }
        struct Case: Decodable {
            struct Expected: Decodable {
                let parse: Bool
                let accept: Bool
                let error: String?
            }
            let name: String
            let message: String
            let signature: String
            let expect: Expected
        }
        let policy: Policy
        let cases: [Case]
    }
    private let file: File
    private let policy: SignInPolicy
    private let now: SignInTime

    init() throws {
        file = try Vectors.read("siwe_policy", as: File.self)
        now = try #require(SignInTime(file.policy.now))
        policy = SignInPolicy(
            domain: file.policy.domain, uriOrigin: file.policy.uriOrigin, chainID: file.policy.chainId, nonce: file.policy.nonce,
            maximumAgeSeconds: file.policy.maxAgeSeconds, clockSkewSeconds: file.policy.clockSkewSeconds)
    }

    @Test("Every message is read or not, taken or not, and refused for the reason that it should be")
    func cases() throws {
        #expect(file.cases.count == 61)
        for example in file.cases {
            #expect(((try? SignInMessage(example.message)) != nil) == example.expect.parse, "\(example.name)")
            var refused: String?
            do {
                let message = try policy.check(example.message, signature: Hex.decode(example.signature), now: now)
                #expect(message.text == example.message)
            } catch let refusal as SignInRefusal {
                refused = refusal.code.rawValue
            }
            #expect((refused == nil) == example.expect.accept, "\(example.name)")
            #expect(refused == example.expect.error, "\(example.name)")
        }
    }

    @Test("All fields of the fullest message are read")
    func fields() throws {
        let message = try SignInMessage(try #require(file.cases.first { $0.name == "full" }).message)
        #expect(message.scheme == nil && message.domain == "hosting.example.com" && message.chainID == 84532)
        #expect(message.address.description == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
        #expect(message.statement == "Sign in to the hosting console." && message.uri == "https://hosting.example.com/login")
        #expect(message.nonce == "abcdEFGH12345678" && message.requestID == "req-1" && message.resources.count == 2)
        #expect(message.issuedAt == SignInTime("2026-03-01T11:59:30Z") && message.expiresAt == SignInTime("2026-03-01T12:04:30.000Z"))
        #expect(message.notBefore == nil)
    }

    @Test("A refusal says in which line and what was expected")
    func messages() throws {
        let good = try #require(file.cases.first { $0.name == "full" }).message
        let changes = [
            ("Version: 1", "Version: 2", "line 7 of the sign-in message: only version 1 is known"),
            ("Nonce: ", "nonce: ", "line 9 of the sign-in message: expected \"Nonce: \", found \"nonce: abcdEFGH12345678\""),
            ("Request ID: req-1", "Extra: 1", "line 12 of the sign-in message: nothing more is expected, found \"Extra: 1\""),
        ]
        for (old, new, message) in changes {
            #expect(throws: SignInRefusal(.malformed, message)) { try SignInMessage(good.replacing(old, with: new)) }
        }
    }

    @Test("A message of the policy's own making is taken; with any character changed it never is, and never crashes")
    func damaged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let key = PrivateKey.random()
        let text = """
            hosting.example.com wants you to sign in with your Ethereum account:
            \(key.address)


            URI: https://hosting.example.com/login
            Version: 1
            Chain ID: 84532
            Nonce: abcdEFGH12345678
            Issued At: 2026-03-01T11:59:30Z
            """
        let signature = key.sign(PersonalMessage.digest(of: Array(text.utf8))).rsv
        #expect(try policy.check(text, signature: signature, now: now).address == key.address)
        for _ in 0..<2000 {
            let changed = String(decoding: Damage.apply(Array(text.utf8), &random), as: UTF8.self)
            guard changed != text else { continue }
            #expect((try? policy.check(changed, signature: signature, now: now)) == nil, "seed \(seed)")
        }
    }

    @Test("Times are those of the calendar, to the millisecond and in any zone")
    func times() {
        #expect(SignInTime("1970-01-01T00:00:00Z")?.milliseconds == 0)
        #expect(SignInTime("2026-03-01T12:00:00.5Z")?.milliseconds == 1_772_366_400_500)
        #expect(SignInTime("2026-03-01T13:30:00+01:30") == SignInTime("2026-03-01T12:00:00Z"))
        #expect(SignInTime("2024-02-29T00:00:00Z") != nil && SignInTime("2000-02-29T00:00:00.123456789Z") != nil)
        for text in [
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z",
            "2026-03-01 12:00:00Z", "2026-03-01T12:00:00", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00Z ", "26-03-01T12:00:00Z", "",
        ] { #expect(SignInTime(text) == nil, "\(text)") }
    }
}
