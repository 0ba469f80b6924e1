/// A form with one file, as RFC 7578 has it. Pure.
package struct MultipartBody: Sendable, Hashable {
    /// For the header `content-type`.
    package let contentType: String
    package let bytes: [UInt8]

    /// - Parameters:
    ///   - fields: Name and value, before the file.
    ///   - field: The file's name in the form.
    ///   - boundary: One that the content has no trace of; nil for a random one.
    package init(
        fields: [(name: String, value: String)] = [], field: String = "file", fileName: String,
        fileType: String = "application/octet-stream",
        file: [UInt8], boundary chosen: String? = nil
    ) {
        var boundary = chosen ?? Self.random()
        while Self.occurs(boundary, in: file) || fields.contains(where: { $0.value.contains(boundary) }) { boundary = Self.random() }
        var out: [UInt8] = []
        out.reserveCapacity(file.count + 1_024)
        for (name, value) in fields {
            out += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(name))\"\r\n\r\n\(value)\r\n".utf8)
        }
        let disposition = "form-data; name=\"\(Self.quoted(field))\"; filename=\"\(Self.quoted(fileName))\""
        out += Array("--\(boundary)\r\nContent-Disposition: \(disposition)\r\nContent-Type: \(fileType)\r\n\r\n".utf8)
        out += file
        out += Array("\r\n--\(boundary)--\r\n".utf8)
        contentType = "multipart/form-data; boundary=\(boundary)"
        bytes = out
    }

    private static func random() -> String {
        var system = SystemRandomNumberGenerator()
        return "hashinsight" + (0..<4).map { _ in String(system.next(), radix: 36) }.joined()
    }

    // What would end the quotes, or the line.
    private static func quoted(_ text: String) -> String {
        // By scalars: a line end of two is one letter.
        text.unicodeScalars.map { $0 == "\"" ? "%22" : $0 == "\r" ? "%0D" : $0 == "\n" ? "%0A" : String($0) }.joined()
    }

    private static func occurs(_ boundary: String, in bytes: [UInt8]) -> Bool {
        let word = Array(boundary.utf8)
        guard bytes.count >= word.count else { return false }
        return (0...(bytes.count - word.count)).contains { bytes[$0] == word[0] && bytes[$0..<($0 + word.count)].elementsEqual(word) }
    }
}
