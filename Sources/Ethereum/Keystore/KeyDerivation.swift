internal import CSodium
internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// How a passphrase becomes 32 bytes: slowly, so that guessing is dear.
struct KeyDerivation: Sendable {
    private enum Way: Sendable {
        case scrypt(cost: Int, blockSize: Int, parallelism: Int)
        case pbkdf2(rounds: Int)
    }

    /// What a file may ask for at most: four times what is usual.
    private static let maximumBytes = 1 << 30
    private static let maximumParallelism = 16
    private static let maximumRounds = 10_000_000

    private let way: Way
    private let salt: [UInt8]

    init(scryptCost cost: Int, salt: [UInt8]) throws {
        way = .scrypt(cost: try Self.checked(cost: cost, blockSize: 8, parallelism: 1), blockSize: 8, parallelism: 1)
        self.salt = salt
    }

    init(_ file: KeystoreFile.Crypto) throws {
        let parameters = file.kdfparams
        guard parameters.dklen == 32 else {
            throw EthereumFault(.keystoreUnsupported, "keystore: crypto.kdfparams.dklen has to be 32, found \(parameters.dklen)")
        }
        guard let salt = try? Hex.decode(parameters.salt, prefixed: parameters.salt.hasPrefix("0x")), salt.count <= 1024 else {
            throw EthereumFault(.keystoreMalformed, "keystore: crypto.kdfparams.salt has to be hexadecimal, of 1024 bytes at most")
        }
        self.salt = salt
        switch file.kdf {
        case "scrypt":
            guard let cost = parameters.n, let blockSize = parameters.r, let parallelism = parameters.p else {
                throw EthereumFault(.keystoreMalformed, "keystore: crypto.kdfparams of scrypt needs n, r and p")
            }
            way = .scrypt(
                cost: try Self.checked(cost: cost, blockSize: blockSize, parallelism: parallelism), blockSize: blockSize,
                parallelism: parallelism)
        case "pbkdf2":
            guard let rounds = parameters.c, (1...Self.maximumRounds).contains(rounds) else {
                throw EthereumFault(.keystoreUnsupported, "keystore: crypto.kdfparams.c has to be 1 to \(Self.maximumRounds) rounds")
            }
            guard parameters.prf == "hmac-sha256" else {
                throw EthereumFault(.keystoreUnsupported, "keystore: crypto.kdfparams.prf has to be hmac-sha256")
            }
            way = .pbkdf2(rounds: rounds)
        default:
            throw EthereumFault(.keystoreUnsupported, "keystore: crypto.kdf is \"\(file.kdf.prefix(40))\": scrypt and pbkdf2 are known")
        }
    }

    /// The 32 bytes that the passphrase gives, wiped when nobody holds them any more.
    func key(from passphrase: [UInt8]) throws -> SymmetricKey {
        switch way {
        case .scrypt(let cost, let blockSize, let parallelism):
            // libsodium's, since BoringSSL refuses the definition's own example (n = 2¹⁸ with r = 1).
            var key = [UInt8](repeating: 0, count: 32)
            defer { sodium_memzero(&key, key.count) }
            let done = crypto_pwhash_scryptsalsa208sha256_ll(
                passphrase, passphrase.count, salt, salt.count, UInt64(cost), UInt32(blockSize), UInt32(parallelism), &key, key.count)
            guard done == 0 else {
                throw EthereumFault(
                    .keystoreUnsupported, "scrypt with n = \(cost), r = \(blockSize) found no \(128 * cost * blockSize) bytes of memory")
            }
            return SymmetricKey(data: key)
        case .pbkdf2(let rounds):
            // HMAC fills a key up with zero bytes, so that one of them is the same as none, which the library does not take.
            let passphrase = passphrase.isEmpty ? [0] : passphrase
            return try KDF.Insecure.PBKDF2.deriveKey(
                from: passphrase, salt: salt, using: .sha256, outputByteCount: 32, unsafeUncheckedRounds: rounds)
        }
    }

    /// `kdf` and `kdfparams` as the file has them.
    var json: String {
        let salt = Hex.encode(salt, prefixed: false)
        return switch way {
        case .scrypt(let cost, let blockSize, let parallelism):
            "\"kdf\":\"scrypt\",\"kdfparams\":{\"dklen\":32,\"n\":\(cost),\"p\":\(parallelism),\"r\":\(blockSize),\"salt\":\"\(salt)\"}"
        case .pbkdf2(let rounds):
            "\"kdf\":\"pbkdf2\",\"kdfparams\":{\"c\":\(rounds),\"dklen\":32,\"prf\":\"hmac-sha256\",\"salt\":\"\(salt)\"}"
        }
    }

    private static func checked(cost: Int, blockSize: Int, parallelism: Int) throws -> Int {
        guard cost > 1, cost.nonzeroBitCount == 1 else {
            throw EthereumFault(.keystoreUnsupported, "keystore: crypto.kdfparams.n has to be a power of two above 1, found \(cost)")
        }
        guard blockSize > 0, blockSize <= maximumBytes / 128, cost <= maximumBytes / 128 / blockSize else {
            throw EthereumFault(
                .keystoreUnsupported,
                "keystore: scrypt with n = \(cost) and r = \(blockSize) needs more than \(maximumBytes >> 20) MiB of memory, or r is not positive"
            )
        }
        guard (1...maximumParallelism).contains(parallelism) else {
            throw EthereumFault(
                .keystoreUnsupported, "keystore: crypto.kdfparams.p has to be 1 to \(maximumParallelism), found \(parallelism)")
        }
        return cost
    }
}
