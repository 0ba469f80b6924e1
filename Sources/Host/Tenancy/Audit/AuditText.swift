/// Makes outside text safe to store and to show: one line, no control or direction-changing characters, bounded.
enum AuditText {
    static func clean(_ text: String, maximumCharacters: Int = 500) -> String {
        var clean = ""
        for scalar in text.unicodeScalars.prefix(maximumCharacters) {
            switch scalar.value {
            case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
                clean += "\\u{\(String(scalar.value, radix: 16))}"
            default: clean.unicodeScalars.append(scalar)
            }
        }
        return clean
    }
}
