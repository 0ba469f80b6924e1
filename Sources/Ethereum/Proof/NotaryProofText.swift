internal import FoundationEssentials

/// How a proof's bytes are written. What is read may be written in more than one way; the proof's one form sorts those out.
enum NotaryProofText {
    // More than any tree of 64-bit places needs.
    private static let maximumHashes = 63

    static func base64(_ hashes: [Bytes32]) -> String { Data(hashes.flatMap(\.bytes)).base64EncodedString() }

    /// RFC 4648, 5, without padding.
    static func base64url(_ hashes: [Bytes32]) -> String {
        String(
            base64(hashes).compactMap { digit -> Character? in
                switch digit {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: digit
                }
            })
    }

    static func hashes(base64 text: String, _ name: String) throws -> [Bytes32] {
        guard let bytes = Data(base64Encoded: text).map({ Array($0) }), bytes.count.isMultiple(of: 32), bytes.count <= maximumHashes * 32
        else { throw fault(name, "base64 of up to \(maximumHashes) hashes of 32 bytes is expected") }
        return try stride(from: 0, to: bytes.count, by: 32).map { try Bytes32(bytes[$0..<$0 + 32]) }
    }

    static func hashes(base64url text: String, _ name: String) throws -> [Bytes32] {
        let digits = text.utf8.map { digit -> UInt8 in
            switch digit {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: digit
            }
        }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4)
        return try hashes(base64: String(decoding: digits + padding, as: UTF8.self), name)
    }

    /// 32 bytes of base64url.
    static func word(_ text: String, _ name: String) throws -> Bytes32 {
        let found = try hashes(base64url: text, name)
        guard let word = found.first, found.count == 1 else { throw fault(name, "base64url of 32 bytes is expected") }
        return word
    }

    static func digits(_ text: String, _ name: String, prefixed: Bool = true) throws -> Bytes32 {
        do { return try Bytes32(hex: text, prefixed: prefixed) } catch let problem as EthereumFault { throw fault(name, problem.message) }
    }

    static func address(_ text: String, _ name: String) throws -> Address {
        do { return try Address(text, checksum: .required) } catch let problem as EthereumFault { throw fault(name, problem.message) }
    }

    private static func fault(_ name: String, _ problem: String) -> EthereumFault {
        EthereumFault(.proofMalformed, "proof: \(name): \(problem)")
    }
}
