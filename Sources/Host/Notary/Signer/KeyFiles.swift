package import Ethereum
internal import Glibc

/// Reads keys from files that nobody else may read.
package enum KeyFiles {
    /// Chains whose ether is worth nothing: there a key may stand in the environment.
    package static let testChains: Set<UInt64> = [84_532, 31_337]
    private static let maximumBytes = 65_536

    /// Opens a keystore of version 3 with the passphrase in another file. A line end after the passphrase is none of it.
    ///
    /// Takes a second and a quarter of a gigabyte: not on the cooperative pool. Throws ``NotarySettingsError``.
    package static func keystore(_ path: String, passphraseFile: String) throws(NotarySettingsError) -> PrivateKey {
        var passphrase = try read(passphraseFile, "NOTARY_PASSPHRASE_PATH")
        if passphrase.last == UInt8(ascii: "\n") { passphrase.removeLast() }
        if passphrase.last == UInt8(ascii: "\r") { passphrase.removeLast() }
        guard !passphrase.isEmpty else { throw NotarySettingsError("NOTARY_PASSPHRASE_PATH: \(passphraseFile) is empty") }
        let bytes = try read(path, "NOTARY_KEYSTORE")
        do { return try Keystore(json: bytes).unlock(passphrase: passphrase) } catch {
            throw NotarySettingsError("NOTARY_KEYSTORE: \(path): \((error as? EthereumFault)?.message ?? "\(error)")")
        }
    }

    /// Takes a key as it stands in the environment, on chains for tests alone. Throws ``NotarySettingsError``.
    package static func plain(_ digits: String, chainID: UInt64) throws(NotarySettingsError) -> PrivateKey {
        guard testChains.contains(chainID) else {
            throw NotarySettingsError(
                "BLOCKCHAIN_PRIVATE_KEY is taken on the test chains 84532 and 31337 alone, not on chain \(chainID): put the key into a keystore (NOTARY_KEYSTORE) or behind a signing command (NOTARY_SIGN_COMMAND)"
            )
        }
        do { return try PrivateKey(hex: digits) } catch {
            throw NotarySettingsError("BLOCKCHAIN_PRIVATE_KEY: \((error as? EthereumFault)?.message ?? "\(error)")")
        }
    }

    /// The bytes of a small file that its owner alone may read and write. The file that is checked is the one that is read.
    private static func read(_ path: String, _ name: String) throws(NotarySettingsError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw NotarySettingsError("\(name): \(path) cannot be opened: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw NotarySettingsError("\(name): \(path) is no file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw NotarySettingsError(
                "\(name): others than its owner may use \(path) (mode \(String(status.st_mode & 0o777, radix: 8))): chmod 600 \(path)")
        }
        guard status.st_size <= maximumBytes else { throw NotarySettingsError("\(name): \(path) has more than \(maximumBytes) bytes") }
        var bytes = [UInt8](repeating: 0, count: maximumBytes)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + count, $0.count - count) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw NotarySettingsError("\(name): \(path) cannot be read: \(String(cString: strerror(errno)))") }
            if got == 0 { break }
            count += got
        }
        return Array(bytes[..<count])
    }
}
