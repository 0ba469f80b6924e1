import Foundation
import TestSupport
import Testing

@testable import Ethereum

@Suite("Keystores")
struct KeystoreTests {
    private let published: [Example]
    private let own: [Example]
    private let refuse: [Example]

    private struct Example {
        let password: [UInt8]
        let privateKey: String?
        let why: String?
        let json: [UInt8]
    }

    init() throws {
        let file = try #require(JSONSerialization.jsonObject(with: Data(Vectors.bytes("keystore_v3"))) as? [String: Any])
        func examples(_ name: String) throws -> [Example] {
            try #require(file[name] as? [[String: Any]]).map { example in
                Example(
                    password: Array(try #require(example["password"] as? String).utf8), privateKey: example["privateKey"] as? String,
                    why: example["why"] as? String,
                    json: Array(try JSONSerialization.data(withJSONObject: try #require(example["keystore"]))))
            }
        }
        published = try examples("published")
        own = try examples("own")
        refuse = try examples("refuse")
    }

    @Test("The definition's examples and other programs' files open, by scrypt and by PBKDF2, with any passphrase or none")
    func opens() throws {
        #expect(published.count == 2 && own.count == 4)
        for example in published + own {
            let key = try Keystore(json: example.json).unlock(passphrase: example.password)
            #expect(key.address == (try PrivateKey(hex: #require(example.privateKey)).address))
        }
    }

    @Test("A wrong passphrase, a changed file, another key's address and what no keystore asks for are refused, each by its code")
    func refused() throws {
        let codes: [String: EthereumFault.Code] = [
            "wrong password": .keystorePassphrase, "ciphertext altered (mac)": .keystorePassphrase,
            "address field of another key": .keystoreAddress, "version 4": .keystoreUnsupported,
            "scrypt n not a power of two": .keystoreUnsupported, "scrypt n beyond a sane memory bound": .keystoreUnsupported,
        ]
        #expect(refuse.count == codes.count)
        for example in refuse {
            let why = try #require(example.why)
            #expect(refusal { _ = try Keystore(json: example.json).unlock(passphrase: example.password) } == codes[why], "\(why)")
        }
    }

    @Test("A sealed key opens with its passphrase alone, also from the file's text")
    func seals() throws {
        let key = PrivateKey.random()
        for passphrase in [[], Array("pässwörd 🔑".utf8), [0, 255, 10]] {
            let sealed = try Keystore(sealing: key, passphrase: passphrase, cost: 1024)
            let read = try Keystore(json: Array(sealed.json.utf8))
            #expect(read.json == sealed.json)
            #expect(try read.unlock(passphrase: passphrase).address == key.address)
            #expect(refusal { _ = try read.unlock(passphrase: passphrase + [1]) } == .keystorePassphrase)
            #expect(try Keystore(sealing: key, passphrase: passphrase, cost: 1024).json != sealed.json)
        }
        #expect(refusal { _ = try Keystore(sealing: key, passphrase: [], cost: 1000) } == .keystoreUnsupported)
    }

    @Test("A file with any byte damaged is refused or opens the same key, and never takes the machine's memory or time")
    func damaged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        let key = PrivateKey.random()
        let original = Array(try Keystore(sealing: key, passphrase: [1], cost: 2).json.utf8)
        for _ in 0..<2000 {
            guard let read = try? Keystore(json: Damage.apply(original, &random)) else { continue }
            // A changed n may be large but bounded; opening those would only take time.
            guard read.json.contains("\"n\":2,") else { continue }
            if let found = try? read.unlock(passphrase: [1]) { #expect(found.address == key.address, "seed \(seed)") }
        }
    }

    @Test("A refusal names the field and what it has to be")
    func messages() throws {
        let good = String(decoding: own[0].json, as: UTF8.self)
        let changes: [(Regex<Substring>, String, String)] = [
            (/"kdf":"scrypt"/, "\"kdf\":\"argon2\"", "keystore: crypto.kdf is \"argon2\": scrypt and pbkdf2 are known"),
            (/"p":1/, "\"p\":0", "keystore: crypto.kdfparams.p has to be 1 to 16, found 0"),
            (/"dklen":32/, "\"dklen\":16", "keystore: crypto.kdfparams.dklen has to be 32, found 16"),
            (/"version":3/, "\"version\":\"3\"", "keystore: version has another type than expected"),
            (/"mac":"[0-9a-f]*"/, "\"mac\":\"00\"", "keystore: crypto.mac has to be 64 hexadecimal digits"),
            (/"mac":"[0-9a-f]*"/, "\"tag\":\"00\"", "keystore: crypto.mac is missing"),
            (/"r":8/, "\"r\":-8", "keystore: scrypt with n = 1024 and r = -8 needs more than 1024 MiB of memory, or r is not positive"),
        ]
        for (place, text, message) in changes {
            let changed = good.replacing(place, with: text)
            #expect(changed != good)
            do {
                _ = try Keystore(json: Array(changed.utf8))
                Issue.record("\(text) was taken")
            } catch let problem as EthereumFault {
                #expect(problem.message == message)
            }
        }
        for nested in [String(repeating: "[", count: 200_000), String(repeating: "{\"crypto\":", count: 50_000)] {
            #expect(refusal { _ = try Keystore(json: Array(nested.utf8)) } == .keystoreMalformed)
        }
        #expect(throws: EthereumFault(.keystoreMalformed, "keystore: it is not JSON")) { try Keystore(json: Array("{".utf8)) }
    }
}
