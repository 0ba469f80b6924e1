/// An account or contract: 20 bytes. Its text carries a checksum in the case of its letters (EIP-55).
package struct Address: Hashable, Sendable, CustomStringConvertible {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt32

    /// What a text has to carry.
    package enum Checksum: Sendable {
        /// The case of the letters has to be EIP-55's.
        case required
        /// Letters of one case carry no checksum and are taken; mixed ones have to be EIP-55's.
        case ifMixed
    }

    package init(bytes: some Collection<UInt8>) throws {
        guard bytes.count == 20 else { throw EthereumFault(.addressMalformed, "an address has 20 bytes, found \(bytes.count)") }
        self.init(twentyOf: Array(bytes))
    }

    /// The account of a key: the last 20 bytes of the digest of its point.
    package init(_ key: PublicKey) {
        self.init(twentyOf: Keccak256.hash(key.uncompressed.dropFirst()).bytes.suffix(20))
    }

    /// The contract that `sender`'s transaction with this nonce creates.
    package init(createdBy sender: Address, nonce: UInt64) {
        let item = RLPItem.list([.bytes(sender.bytes), .number(nonce)])
        self.init(twentyOf: Keccak256.hash(item.encoded).bytes.suffix(20))
    }

    /// Reads `0x` and 40 hexadecimal digits.
    package init(_ text: some StringProtocol, checksum: Checksum = .ifMixed) throws {
        let shown = text.prefix(60)
        guard text.utf8.count == 42, text.hasPrefix("0x"), let bytes = try? Hex.decode(text) else {
            throw EthereumFault(.addressMalformed, "an address is 0x and 40 hexadecimal digits, found \"\(shown)\"")
        }
        self.init(twentyOf: bytes)
        guard text != description else { return }
        let letters = text.utf8.dropFirst(2).filter { $0 > UInt8(ascii: "9") }
        let mixed = letters.contains { $0 < UInt8(ascii: "a") } && letters.contains { $0 >= UInt8(ascii: "a") }
        guard checksum == .ifMixed, !mixed else {
            throw EthereumFault(
                .addressChecksum,
                "the capital letters of \(shown) are not the address's checksum (EIP-55): one of its digits is wrong, or it was typed in one case"
            )
        }
    }

    /// Takes bytes that are known to be twenty.
    init(twentyOf bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        (first, second, third) = bytes.withUnsafeBytes {
            (
                $0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                $0.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
            )
        }
    }

    /// The 20 bytes.
    package var bytes: [UInt8] {
        withUnsafeBytes(of: first) { Array($0) } + withUnsafeBytes(of: second) { Array($0) } + withUnsafeBytes(of: third) { Array($0) }
    }

    /// The text with its checksum.
    package var description: String {
        let lower = Hex.encode(bytes, prefixed: false)
        let digest = Keccak256.hash(Array(lower.utf8)).bytes
        let digits = lower.utf8.enumerated().map { index, digit in
            let nibble = index.isMultiple(of: 2) ? digest[index / 2] >> 4 : digest[index / 2] & 15
            return digit > UInt8(ascii: "9") && nibble >= 8 ? digit - 32 : digit
        }
        return "0x" + String(decoding: digits, as: UTF8.self)
    }
}
