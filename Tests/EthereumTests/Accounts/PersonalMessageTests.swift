import Testing

@testable import Ethereum

@Suite("Signed messages (EIP-191)")
struct PersonalMessageTests {
    private struct File: Decodable {
        struct Case: Decodable {
            let message: String
            let hash: String
            let privateKey: String
            let address: String
            let signature: String
        }
        let cases: [Case]
    }

    @Test("Digest, signature and signer are those of other programs, for any bytes")
    func cases() throws {
        for example in try Vectors.read("eip191_personal_sign", as: File.self).cases {
            let message = try Hex.decode(example.message)
            let digest = PersonalMessage.digest(of: message)
            #expect(digest.description == example.hash)
            let signature = try PrivateKey(hex: example.privateKey).sign(digest)
            #expect(Hex.encode(signature.rsv) == example.signature)
            #expect(try Signature(rsv: Hex.decode(example.signature)) == signature)
            #expect(try PersonalMessage.signer(of: message, signature: signature).description == example.address)
        }
    }

    @Test("Over another message the signer is somebody else")
    func other() throws {
        let key = PrivateKey.random()
        let signature = key.sign(PersonalMessage.digest(of: Array("pay 1".utf8)))
        #expect(try PersonalMessage.signer(of: Array("pay 1".utf8), signature: signature) == key.address)
        #expect((try? PersonalMessage.signer(of: Array("pay 2".utf8), signature: signature)) != key.address)
    }
}
