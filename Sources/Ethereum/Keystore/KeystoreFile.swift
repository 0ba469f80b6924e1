/// The JSON of a keystore, as it stands.
struct KeystoreFile: Decodable {
    let address: String?
    let crypto: Crypto
    let id: String?
    let version: Int

    struct Crypto: Decodable {
        let cipher: String
        let cipherparams: CipherParameters
        let ciphertext: String
        let kdf: String
        let kdfparams: DerivationParameters
        let mac: String
    }

    struct CipherParameters: Decodable {
        let iv: String
    }

    /// Of both ways; each needs its own.
    struct DerivationParameters: Decodable {
        let dklen: Int
        let salt: String
        let n: Int?
        let r: Int?
        let p: Int?
        let c: Int?
        let prf: String?
    }
}

extension DecodingError {
    /// What is wrong and where, without the file's content.
    var place: String {
        func path(_ context: Context, _ last: String? = nil) -> String {
            (context.codingPath.map(\.stringValue) + (last.map { [$0] } ?? [])).joined(separator: ".")
        }
        return switch self {
        case .keyNotFound(let key, let context): "\(path(context, key.stringValue)) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(path(context)) has another type than expected"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is not JSON"
        case .dataCorrupted(let context): "\(path(context)) cannot be read"
        @unknown default: "it cannot be read"
        }
    }
}
