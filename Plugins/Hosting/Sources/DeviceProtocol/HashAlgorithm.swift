/// What a device computes; decides whether its rate may be counted as SHA-256 terahashes.
public enum HashAlgorithm: String, Sendable {
    case sha256, scrypt, equihash, x11, blake2b, kheavyhash, ethash, eaglesong, other

    /// The algorithm of a model by its name ("Antminer L3+", "Hammer D10"), nil where the name does not tell.
    static func ofModel(_ model: String) -> HashAlgorithm? {
        let words = model.lowercased().split(whereSeparator: { $0 == " " || $0 == "(" || $0 == "_" })
        guard let first = words.first else { return nil }
        if first.hasPrefix("dg") { return .scrypt }
        if first == "hammer" { return .scrypt }
        if first == "avalon" || first.hasPrefix("whatsminer") || first == "sealminer" { return .sha256 }
        guard first == "antminer", words.count > 1 else { return nil }
        let series = words[1].prefix { !$0.isNumber }
        switch series {
        case "s", "t", "r", "v": return .sha256
        case "l": return .scrypt
        case "z": return .equihash
        case "d": return .x11
        case "ks": return .kheavyhash
        case "e": return .ethash
        case "k": return .eaglesong
        default: return .other
        }
    }

    /// The algorithm by the name a firmware gives it ("Scrypt", "SHA-256", "ltc", "sc"), nil where unknown.
    static func named(_ name: String) -> HashAlgorithm? {
        switch name.lowercased() {
        case "sha256", "sha-256", "sha256d", "btc", "bitcoin": .sha256
        case "scrypt", "ltc", "ltc/doge", "doge": .scrypt
        case "equihash", "zec": .equihash
        case "x11", "dash": .x11
        case "sc", "sia", "blake2b": .blake2b
        case "": nil
        default: .other
        }
    }
}
