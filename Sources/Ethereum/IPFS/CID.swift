/// The identifier of content on IPFS: what kind of block, and its SHA-256.
package struct CID: Hashable, Sendable, CustomStringConvertible {
    /// What the block's bytes are.
    package enum Codec: UInt64, Sendable {
        /// The content itself.
        case raw = 0x55
        /// A node with links, of a file in several blocks or one that is wrapped.
        case dagPB = 0x70
    }

    /// How the identifier is written.
    package enum Version: UInt64, Sendable {
        case v0 = 0
        case v1 = 1
    }

    package let version: Version
    package let codec: Codec
    /// SHA-256 of the block.
    package let digest: Bytes32

    /// Version 1.
    package init(_ codec: Codec, digest: Bytes32) {
        version = .v1
        self.codec = codec
        self.digest = digest
    }

    /// Version 0: of nodes only.
    package init(v0 digest: Bytes32) {
        version = .v0
        codec = .dagPB
        self.digest = digest
    }

    /// The identifier of `block`.
    package init(hashing block: some Collection<UInt8>, as codec: Codec, version: Version = .v1) {
        let digest = MerkleHash.sha256(block)
        self = version == .v0 ? CID(v0: digest) : CID(codec, digest: digest)
    }

    /// Reads a text in base58 (version 0), or in base32, base16 or base58 with the prefix b, f or z (version 1). Only lower case is
    /// canonical where case does not matter.
    package init(_ text: String) throws {
        if text.utf8.count == 46, text.hasPrefix("Qm") {
            guard let bytes = BaseText.base58(decoding: text) else { throw Self.malformed(text, "it has a letter that base58 lacks") }
            try self.init(bytes: bytes)
            return
        }
        let body = text.dropFirst()
        let bytes: [UInt8]?
        switch text.utf8.first {
        case UInt8(ascii: "b"): bytes = BaseText.base32(decoding: body)
        case UInt8(ascii: "z"): bytes = BaseText.base58(decoding: body)
        case UInt8(ascii: "f"): bytes = body.contains { $0.isUppercase } ? nil : try? Hex.decode(body, prefixed: false)
        case nil: throw Self.malformed(text, "it is empty")
        default: throw Self.malformed(text, "expected Qm and 44 more letters, or one that begins with b, f or z")
        }
        guard let bytes else { throw Self.malformed(text, "its letters are not those of its prefix, or one is missing or too many") }
        // Version 0 has its own text, without a prefix.
        guard bytes.first == 1 else { throw Self.malformed(text, "after the prefix, version 1 is expected") }
        try self.init(bytes: bytes)
    }

    /// Reads the binary form of either version.
    package init(bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        if rest.starts(with: [0x12, 0x20]) {
            guard rest.count == 34 else { throw Self.malformed(nil, "version 0 has 34 bytes, found \(rest.count)") }
            self.init(v0: try Bytes32(rest.dropFirst(2)))
            return
        }
        guard let version = Varint.take(from: &rest), let kind = Varint.take(from: &rest), let hash = Varint.take(from: &rest),
            let length = Varint.take(from: &rest)
        else { throw Self.malformed(nil, "version, kind, hash and length are expected, each in the fewest bytes") }
        guard version == 1 else { throw EthereumFault(.cidUnsupported, "content identifier of version \(version): 0 and 1 are known") }
        guard let codec = Codec(rawValue: kind) else {
            throw EthereumFault(
                .cidUnsupported, "content identifier of kind 0x\(String(kind, radix: 16)): raw (0x55) and dag-pb (0x70) are known")
        }
        guard hash == 0x12 else {
            throw EthereumFault(
                .cidUnsupported, "content identifier by hash 0x\(String(hash, radix: 16)): only SHA-256 (0x12) is trusted here")
        }
        guard length == 32 else {
            throw EthereumFault(.cidUnsupported, "a SHA-256 of \(length) bytes in a content identifier: cut digests are not trusted")
        }
        guard rest.count == 32 else { throw Self.malformed(nil, "32 bytes of digest are announced, \(rest.count) are there") }
        self.init(codec, digest: try Bytes32(rest))
    }

    /// The binary form.
    package var bytes: [UInt8] {
        guard version == .v1 else { return [0x12, 0x20] + digest.bytes }
        return [0x01, UInt8(codec.rawValue), 0x12, 0x20] + digest.bytes
    }

    /// Base58 for version 0, base32 for version 1.
    package var description: String { version == .v0 ? BaseText.base58(bytes) : "b" + BaseText.base32(bytes) }

    /// The same content in version 1.
    package var v1: CID { CID(codec, digest: digest) }

    /// The same content in version 0; nil for raw blocks, which it cannot name.
    package var v0: CID? { codec == .dagPB ? CID(v0: digest) : nil }

    /// Whether both name the same block, in whichever version.
    package func names(sameAs other: CID) -> Bool { v1 == other.v1 }

    private static func malformed(_ text: String?, _ problem: String) -> EthereumFault {
        EthereumFault(.cidMalformed, "content identifier\(text.map { " \"\($0.prefix(80))\"" } ?? ""): \(problem)")
    }
}
