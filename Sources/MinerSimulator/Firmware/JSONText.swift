/// The little JSON that devices read and write.
enum JSONText {
    /// Without what would end a string early.
    static func escaped(_ text: some StringProtocol) -> String {
        String(text.filter { $0 != "\"" && $0 != "\\" && $0 != "\n" && $0 != "\r\n" })
    }

    /// The string under a key of an object, wherever it stands.
    static func string(_ key: String, in text: String) -> String? { CommandRequest.value(of: key, in: text[...]).map(String.init) }

    /// The string under a key with its escapes undone: JSON within JSON.
    static func unescaped(_ key: String, in text: String) -> String? {
        guard let range = text.firstRange(of: "\"\(key)\"") else { return nil }
        let rest = text[range.upperBound...].drop { $0 == ":" || $0 == " " }
        guard rest.first == "\"" else { return nil }
        var result = ""
        var isEscaped = false
        for character in rest.dropFirst() {
            if isEscaped || character != "\\" {
                if character == "\"", !isEscaped { return result }
                result.append(character)
                isEscaped = false
            } else {
                isEscaped = true
            }
        }
        return nil
    }

    /// The number or word under a key, without quotes.
    static func word(_ key: String, in text: String) -> String? {
        guard let range = text.firstRange(of: "\"\(key)\"") else { return nil }
        let rest = text[range.upperBound...].drop { $0 == ":" || $0 == " " || $0 == "\"" }
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }
        return word.isEmpty ? nil : String(word)
    }
}
