import Foundation
import Testing

@testable import HostPlugins

@Suite("A signing key")
struct SigningKeyTests {
    @Test("is read from the example of RFC 8410")
    func example() throws {
        let pem = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----

            """
        let key = try #require(SigningKey(pem: pem))
        #expect(key.pem == pem)
        #expect(
            key.key.publicKey.rawRepresentation.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                == "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
        #expect(key.publicKey == "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")
    }

    @Test("is written and read again; its public half is trusted under the same id")
    func again() throws {
        let key = SigningKey()
        let read = try #require(SigningKey(pem: key.pem))
        #expect(read.publicKey == key.publicKey && read.id == key.id)
        let bytes = try #require(Data(base64Encoded: key.publicKey))
        #expect(TrustedKey(name: "release", bytes: Array(bytes))?.id == key.id)
        #expect(TrustedKey(name: "release", bytes: [1, 2, 3]) == nil)
    }

    @Test(
        "of any other form is none",
        arguments: [
            "", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCAA==\n-----END PRIVATE KEY-----",
        ])
    func other(_ pem: String) { #expect(SigningKey(pem: pem) == nil) }
}
