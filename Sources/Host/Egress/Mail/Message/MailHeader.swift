/// Writes headers: folded, and in ASCII whatever they say (RFC 5322, 2047). Pure.
///
/// The texts have been checked by ``MailRules``: none has a character that ends a line.
enum MailHeader {
    /// Where a line is folded if it can be.
    static let lineLength = 76
    /// Bytes of a text in one encoded word, so that it fits into a line beside the longest name of a header.
    private static let encodedBytes = 39

    /// A header whose value is a text, such as Subject.
    static func text(_ name: String, _ value: String) -> [UInt8] {
        let words = isPlain(value) ? value.split(separator: " ").map(String.init) : encodedWords(value)
        return line(name, words)
    }

    /// A header that lists addresses.
    static func mailboxes(_ name: String, _ mailboxes: [Mailbox]) -> [UInt8] {
        var words: [String] = []
        for (index, mailbox) in mailboxes.enumerated() {
            let end = index == mailboxes.count - 1 ? "" : ","
            let phrase = phrase(mailbox.name)
            words += phrase
            words.append((phrase.isEmpty ? mailbox.address.description : "<\(mailbox.address)>") + end)
        }
        return line(name, words)
    }

    /// A header of words that need no encoding, with one blank or one fold between two.
    static func line(_ name: String, _ words: [String]) -> [UInt8] {
        var bytes = Array("\(name):".utf8)
        var column = bytes.count
        for (index, word) in words.enumerated() {
            // The first word stands beside the name: a line of a name alone is not understood by all.
            if index > 0, column + 1 + word.utf8.count > lineLength {
                bytes += [13, 10]
                column = 0
            }
            bytes.append(32)
            bytes += word.utf8
            column += 1 + word.utf8.count
        }
        return bytes + [13, 10]
    }

    /// What stands before an address in angle brackets.
    private static func phrase(_ name: String) -> [String] {
        guard !name.isEmpty else { return [] }
        guard isPlain(name), name.utf8.count <= 60 else { return encodedWords(name) }
        var quoted = ""
        for character in name {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return ["\"\(quoted)\""]
    }

    /// Whether it can stand as it is: visible ASCII in short words, one blank between two, nothing that looks encoded.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && text.split(separator: " ", omittingEmptySubsequences: false).allSatisfy { (1...60).contains($0.utf8.count) }
    }

    /// Encoded words, none of which divides a character.
    private static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var part: [UInt8] = []
        func end() {
            words.append("=?UTF-8?B?\(String(decoding: TransferEncoding.base64Text(part), as: UTF8.self))?=")
            part = []
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if part.count + bytes.count > encodedBytes { end() }
            part += bytes
        }
        if !part.isEmpty { end() }
        return words
    }

    /// `Content-Disposition: attachment` with the file's name, encoded where it must be (RFC 2231).
    static func disposition(fileName: String) -> [UInt8] {
        if isPlain(fileName), fileName.utf8.count <= 50, !fileName.utf8.contains(where: { $0 == UInt8(ascii: "\"") }) {
            return line("Content-Disposition", ["attachment;", "filename=\"\(fileName)\""])
        }
        var pieces = ["UTF-8''"]
        for scalar in fileName.unicodeScalars {
            let piece = String(scalar).utf8.map { isAttributeCharacter($0) ? String(UnicodeScalar($0)) : "%" + hexadecimal($0) }.joined()
            if pieces[pieces.count - 1].utf8.count + piece.utf8.count > 50 { pieces.append("") }
            pieces[pieces.count - 1] += piece
        }
        guard pieces.count > 1 else { return line("Content-Disposition", ["attachment;", "filename*=\(pieces[0])"]) }
        let parameters = pieces.enumerated().map { "filename*\($0.offset)*=\($0.element)" + ($0.offset == pieces.count - 1 ? "" : ";") }
        return line("Content-Disposition", ["attachment;"] + parameters)
    }

    private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }
}
