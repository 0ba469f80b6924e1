import PluginKit

/// The encryption of btminer's write commands (API 2): AES-256 with a key made of the password, and a sign in place of it.
struct WhatsminerCipher: Sendable {
    /// Stands in each command for the password.
    let sign: String
    private let key: [UInt8]

    /// - Parameters:
    ///   - time: the last four digits of the device's clock, as `get_token` gives it.
    ///   - salt: of the password.
    ///   - newSalt: of the sign.
    init(password: String, time: String, salt: String, newSalt: String) {
        let hash = MD5Crypt.hash(password, salt: salt)
        sign = MD5Crypt.hash(hash + time, salt: newSalt)
        key = Digests.sha256(hash)
    }

    /// `{"enc":1,"data":"…"}` of a command's fields and the sign.
    func request(_ fields: [(name: String, value: String)]) -> [UInt8]? {
        let plain = CommandBytes.object { json in
            for (name, value) in fields { json.field(name, value) }
            json.field("token", sign)
        }
        guard let encrypted = try? ZeroPaddedAES.encrypt(plain, key: key) else { return nil }
        return CommandBytes.object { json in
            json.field("enc", 1)
            json.field("data", Base64Text.encode(encrypted))
        }
    }

    /// The text of an encrypted reply; nil where it is none.
    func decrypt(_ encrypted: [UInt8]) -> [UInt8]? { ZeroPaddedAES.decrypt(encrypted, key: key) }
}
