/// What a device computes; decides whether its rate may be counted as SHA-256 terahashes.
public enum HashAlgorithm: String, Sendable {
    case sha256, scrypt, equihash, x11, blake2b, kheavyhash, ethash, eaglesong, other

    /// The algorithm of a model by its name ("Antminer L3+", "Hammer D10"), nil where the name does not tell.
    static func ofModel(_ model: String) -> HashAlgorithm? {
        let bytes = ASCIIWords.lowercased(model)
        if ASCIIWords.begins(bytes, "dg") || ASCIIWords.begins(bytes, "hammer") { return .scrypt }
        if ASCIIWords.begins(bytes, "avalon") || ASCIIWords.begins(bytes, "whatsminer") || ASCIIWords.begins(bytes, "sealminer") {
            return .sha256
        }
        guard ASCIIWords.begins(bytes, "antminer ") else { return nil }
        let series = bytes.dropFirst(9)
        guard let first = series.first, let second = series.dropFirst().first else { return nil }
        if first == UInt8(ascii: "k"), second == UInt8(ascii: "s") { return .kheavyhash }
        guard ASCIIWords.isDigit(second) else { return .other }
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "v"): return .sha256
        case UInt8(ascii: "l"): return .scrypt
        case UInt8(ascii: "z"): return .equihash
        case UInt8(ascii: "d"): return .x11
        case UInt8(ascii: "e"): return .ethash
        case UInt8(ascii: "k"): return .eaglesong
        default: return .other
        }
    }

    /// The algorithm by the name a firmware gives it ("Scrypt", "SHA-256", "ltc", "sc"), nil where unknown.
    static func named(_ name: String) -> HashAlgorithm? {
        if name.isEmpty { return nil }
        return switch name.lowercased() {
        case "sha256", "sha-256", "sha256d", "btc", "bitcoin": .sha256
        case "scrypt", "ltc", "ltc/doge", "doge": .scrypt
        case "equihash", "zec": .equihash
        case "x11", "dash": .x11
        case "sc", "sia", "blake2b": .blake2b
        default: .other
        }
    }
}
