import Testing

@testable import Hosting

@Suite("Cryptography that devices ask for")
struct ControlCryptoTests {
    @Test("AES-256 block by block is that of FIPS 197, appendix C.3, both ways")
    func aes() throws {
        let key = (0..<32).map { UInt8($0) }
        let plain = (0..<16).map { UInt8($0 * 0x11) }
        let encrypted = try ZeroPaddedAES.encrypt(plain, key: key)
        #expect(Digests.hexadecimal(encrypted) == "8ea2b7ca516745bfeafc49904b496089")
        #expect(ZeroPaddedAES.decrypt(encrypted, key: key) == plain)
        #expect(
            try ZeroPaddedAES.decrypt(ZeroPaddedAES.encrypt(bytes("seventeen letters"), key: key), key: key) == bytes("seventeen letters"))
        #expect(ZeroPaddedAES.decrypt([1, 2, 3], key: key) == nil)
        #expect(ZeroPaddedAES.decrypt([], key: key) == nil)
    }

    @Test("The password hash is that of other implementations")
    func md5crypt() {
        #expect(MD5Crypt.hash("password", salt: "xxxxxxxx") == "UYCIxa628.9qXjpQCjM4a.")
        #expect(MD5Crypt.hash("my-auth-password", salt: "BQ5hoXV9") == "WssMFDgz6KlzbAfbu9Jph/")
        #expect(MD5Crypt.hash("password", salt: "xxxxxxxxyy") == "UYCIxa628.9qXjpQCjM4a.", "a salt counts up to its eighth byte")
        #expect(MD5Crypt.hash("", salt: "").utf8.count == 22)
    }

    @Test("Base64 is that of RFC 4648, and text that is none gives nothing")
    func base64() {
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")] {
            #expect(Base64Text.encode(bytes(plain)) == text)
            #expect(Base64Text.decode(text) == bytes(plain))
        }
        #expect(Base64Text.decode("Zm9v\nYg") == bytes("foob"))
        for wrong in ["Z", "Zm9vY", "Zg==Zg==", "Zm9*", "\u{0}"] { #expect(Base64Text.decode(wrong) == nil, "\(wrong)") }
        for count in 0..<70 {
            let plain = (0..<count).map { _ in UInt8.random(in: 0...255) }
            #expect(Base64Text.decode(Base64Text.encode(plain)) == plain)
        }
    }

    @Test("The answer to a digest challenge is that of RFC 2617, section 3.5")
    func digest() throws {
        let challenge = try #require(
            DigestChallenge(
                #"Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#
            ))
        let answer = challenge.authorization(
            user: "Mufasa", password: "Circle Of Life", method: "GET", path: "/dir/index.html", clientNonce: "0a4f113b", count: 1)
        #expect(answer.contains(#"response="6629fae49393a05397450978507c4ef1""#))
        #expect(answer.contains("nc=00000001") && answer.hasSuffix(#"opaque="5ccc069c403ebaf9f0171e9517f40e41""#))
        #expect(DigestChallenge(#"Basic realm="x""#) == nil)
        #expect(DigestChallenge(#"Digest realm="x", nonce="y", algorithm=SHA-256"#) == nil)
        #expect(DigestChallenge(#"Digest realm="x", nonce="y", qop="auth-int""#) == nil)
        #expect(DigestChallenge("Digest realm=x") == nil)
    }

    @Test("The token of Whatsminer's API 3 is the beginning of a hash of command, password, salt and time")
    func tokenV3() {
        #expect(
            WhatsminerV3Adapter.token(
                of: WhatsminerV3Adapter.digest(
                    command: "set.miner.service", password: "admin", salt: "uhCiDyVj", unixSeconds: 1_773_869_570))
                == "Gjs3sZQM")
    }
}
