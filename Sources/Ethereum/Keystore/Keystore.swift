internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// A private key sealed with a passphrase in a JSON file (Web3 Secret Storage, version 3), as wallets and geth make it.
package struct Keystore: Sendable {
    private let address: Address?
    private let derivation: KeyDerivation
    private let iv: [UInt8]
    private let ciphertext: [UInt8]
    private let mac: Bytes32
    private let id: String

    /// Reads the file's bytes. What it asks for has to be bounded, so that a hostile file cannot take the machine's memory or hours.
    package init(json: some Collection<UInt8>) throws {
        let file: KeystoreFile
        do {
            file = try JSONDecoder().decode(KeystoreFile.self, from: Data(json))
        } catch let problem as DecodingError {
            throw EthereumFault(.keystoreMalformed, "keystore: \(problem.place)")
        }
        guard file.version == 3 else {
            throw EthereumFault(.keystoreUnsupported, "keystore of version \(file.version): version 3 is known")
        }
        guard file.crypto.cipher == "aes-128-ctr" else {
            throw EthereumFault(.keystoreUnsupported, "keystore sealed with \"\(file.crypto.cipher.prefix(40))\": aes-128-ctr is known")
        }
        address = try file.address.map { try Self.address($0) }
        derivation = try KeyDerivation(file.crypto)
        iv = try Self.bytes(file.crypto.cipherparams.iv, "crypto.cipherparams.iv", count: 16)
        ciphertext = try Self.bytes(file.crypto.ciphertext, "crypto.ciphertext", count: 32)
        mac = try Bytes32(Self.bytes(file.crypto.mac, "crypto.mac", count: 32))
        id = file.id ?? ""
    }

    /// Seals a key. `cost` is scrypt's n, a power of two; 262,144 takes a quarter of a gigabyte and most of a second.
    package init(sealing key: PrivateKey, passphrase: [UInt8], cost: Int = 262_144) throws {
        address = key.address
        derivation = try KeyDerivation(scryptCost: cost, salt: Bytes32.random().bytes)
        let iv = Array(Bytes32.random().bytes.prefix(16))
        let derived = try derivation.key(from: passphrase)
        ciphertext = try key.withSecretBytes { try Self.crypt(Array($0), derived, iv) }
        self.iv = iv
        mac = Self.mac(derived, ciphertext)
        id = Self.uuid()
    }

    /// Opens the key. A wrong passphrase and a changed file look alike: the checksum over both fails.
    package func unlock(passphrase: [UInt8]) throws -> PrivateKey {
        let derived = try derivation.key(from: passphrase)
        // Without a shortcut, so that the time tells nothing of how much was right.
        let difference = zip(Self.mac(derived, ciphertext).bytes, mac.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else {
            throw EthereumFault(
                .keystorePassphrase, "the passphrase does not open this keystore, or the file was changed since it was sealed")
        }
        let key = try PrivateKey(Bytes32(Self.crypt(ciphertext, derived, iv)))
        if let address, key.address != address {
            throw EthereumFault(
                .keystoreAddress, "the keystore names \(address), its key is \(key.address)'s: one of both was put there by mistake")
        }
        return key
    }

    /// The file's text.
    package var json: String {
        """
        {"address":"\(Hex.encode(address?.bytes ?? [], prefixed: false))","crypto":{"cipher":"aes-128-ctr","cipherparams":\
        {"iv":"\(Hex.encode(iv, prefixed: false))"},"ciphertext":"\(Hex.encode(ciphertext, prefixed: false))",\(derivation.json),\
        "mac":"\(mac.hex)"},"id":"\(id)","version":3}

        """
    }

    // Of the derived bytes the first half encrypts, the second authenticates.
    private static func crypt(_ bytes: [UInt8], _ derived: SymmetricKey, _ iv: [UInt8]) throws -> [UInt8] {
        let key = derived.withUnsafeBytes { SymmetricKey(data: UnsafeRawBufferPointer(rebasing: $0[..<16])) }
        return Array(try AES._CTR.encrypt(bytes, using: key, nonce: AES._CTR.Nonce(nonceBytes: iv)))
    }

    private static func mac(_ derived: SymmetricKey, _ ciphertext: [UInt8]) -> Bytes32 {
        var hasher = Keccak256()
        derived.withUnsafeBytes { hasher.update(buffer: UnsafeRawBufferPointer(rebasing: $0[16..<32])) }
        hasher.update(ciphertext)
        return hasher.finalized()
    }

    private static func address(_ text: String) throws -> Address {
        let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
        do { return try Address("0x" + digits.lowercased()) } catch {
            throw EthereumFault(.keystoreMalformed, "keystore: address has to be 40 hexadecimal digits, found \"\(text.prefix(60))\"")
        }
    }

    private static func bytes(_ text: String, _ name: String, count: Int) throws -> [UInt8] {
        guard let bytes = try? Hex.decode(text, prefixed: text.hasPrefix("0x")), bytes.count == count else {
            throw EthereumFault(.keystoreMalformed, "keystore: \(name) has to be \(2 * count) hexadecimal digits")
        }
        return bytes
    }

    private static func uuid() -> String {
        var bytes = Array(Bytes32.random().bytes.prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = Array(Hex.encode(bytes, prefixed: false))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}
