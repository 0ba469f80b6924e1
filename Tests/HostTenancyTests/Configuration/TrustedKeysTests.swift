import Foundation
import TestSupport
import Testing

@testable import HostTenancy

@Suite("tenants.yaml names the keys whose bundles are accepted")
struct TrustedKeysTests {
    private static let key = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
    private static let other = String(repeating: "A", count: 43) + "="

    private func parse(_ head: String) throws -> TenantsFile {
        try TenantsFile.parse(Array("version: 1\n\(head)\ntenants: []\n".utf8), path: "t.yaml")
    }

    @Test("Without a word there are none, and it is no development mode")
    func none() throws {
        let file = try parse("")
        #expect(file.trustedKeys.isEmpty && !file.isDevelopment)
        #expect(try parse("development: true").isDevelopment)
        #expect(try !parse("development: false").isDevelopment)
    }

    @Test("A key is 32 bytes under a name; a plugin may leave out its path")
    func keys() throws {
        let file = try parse("trusted_keys:\n  - {name: release, ed25519: \(Self.key)}\nplugins:\n  - {id: greeter}")
        #expect(file.trustedKeys.map(\.name) == ["release"])
        #expect(file.trustedKeys[0].publicKey == Array(try #require(Data(base64Encoded: Self.key))))
        #expect(file.plugins.map(\.path) == [nil])
    }

    @Test(
        "Each mistake is told with its place",
        arguments: [
            ("development: maybe", "t.yaml:2:14: development is not valid (expected true or false"),
            ("trusted_keys: [{name: a}]", "lacks 'ed25519'"), ("trusted_keys: [{ed25519: \(key)}]", "lacks 'name'"),
            ("trusted_keys: [{name: a, ed25519: short}]", "expected a public key, 32 bytes in base64"),
            // The last bits of the last letter mean nothing; one spelling is enough.
            ("trusted_keys: [{name: a, ed25519: Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuF=}]", "expected a public key"),
            ("trusted_keys: [{name: a, rsa: x, ed25519: \(key)}]", "unknown key in trusted_keys[0]"),
            ("trusted_keys: [{name: a, ed25519: \(key)}, {name: a, ed25519: \(other)}]", "key 'a' is given twice"),
            ("trusted_keys: [{name: a, ed25519: \(key)}, {name: b, ed25519: \(key)}]", "the key of 'b' is given twice, first as 'a'"),
        ])
    func mistakes(_ head: String, _ expected: String) {
        let error = #expect(throws: TenantsFileError.self) { try parse(head) }
        #expect(error?.issues.contains { $0.description.contains(expected) } == true, "\(error?.issues.map(\.description) ?? [])")
    }

    @Test("The pattern for editors and the reader agree, whatever the text")
    func pattern() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededRandom(seed)
        let pattern = try Regex(ConfigurationShape.publicKeyPattern)
        for _ in 0..<2_000 {
            var text = Data((0..<Int.random(in: 31...33, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) })
                .base64EncodedString()
            if Bool.random(using: &generator) {
                let place = text.index(text.startIndex, offsetBy: Int.random(in: 0..<text.count, using: &generator))
                text.replaceSubrange(place...place, with: String("AEBZ09+/=-é \n".randomElement(using: &generator)!))
            }
            #expect(ConfigurationText.isPublicKey(text) == ((try? pattern.wholeMatch(in: text)) != nil), "'\(text)', seed \(seed)")
        }
    }
}
