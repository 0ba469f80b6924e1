import HTTPTypes

/// The fields of a `multipart/form-data` body (RFC 7578), as a form with a file sends them; of a repeated name the first. Pure.
struct MultipartForm {
    /// A field as it came: a file's content is its value.
    struct Field: Equatable {
        let name: String
        let value: ArraySlice<UInt8>
    }

    let fields: [Field]

    private static let mostFields = 1_000
    private static let mostHeaderBytes = 4_096
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    /// The boundary that a content type of this kind names; nil for another kind, and for one without a usable boundary.
    static func boundary(_ headers: HTTPFields) -> String? {
        guard let type = headers[.contentType] else { return nil }
        let parts = type.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmingSpaces() }
        guard parts[0].lowercased() == "multipart/form-data" else { return nil }
        for part in parts.dropFirst() where part.lowercased().hasPrefix("boundary=") {
            var text = part.dropFirst("boundary=".count)
            if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
            return (1...70).contains(text.utf8.count) ? String(text) : nil
        }
        return nil
    }

    /// Nil for a body that does not begin with the boundary, breaks off, or has a part without a name.
    init?(_ body: [UInt8], boundary: String) {
        let delimiter = Array("--\(boundary)".utf8)
        guard body.starts(with: delimiter) else { return nil }
        var fields: [Field] = []
        var at = delimiter.count
        while fields.count <= Self.mostFields {
            let rest = body[at...]
            if rest.starts(with: [0x2D, 0x2D]) {
                self.fields = fields
                return
            }
            guard rest.starts(with: Self.lineEnd), let head = Self.find(Self.lineEnd + Self.lineEnd, in: body, from: at),
                head - at <= Self.mostHeaderBytes, let name = Self.name(body[at..<head])
            else { return nil }
            let start = head + 4
            guard let end = Self.find(Self.lineEnd + delimiter, in: body, from: start) else { return nil }
            fields.append(Field(name: name, value: body[start..<end]))
            at = end + 2 + delimiter.count
        }
        return nil
    }

    /// The text of a field; nil if there is none or it is not UTF-8.
    subscript(_ name: String) -> String? { fields.first { $0.name == name }.flatMap { String(validating: $0.value, as: UTF8.self) } }

    /// The same fields as a form without files sends them, so that whoever reads it knows one kind of form alone.
    var urlEncoded: [UInt8] {
        Array(
            fields.map { PercentCoding.encode($0.name.utf8) + [UInt8(ascii: "=")] + PercentCoding.encode($0.value) }
                .joined(separator: [UInt8(ascii: "&")]))
    }

    /// The name in the part's `Content-Disposition`; browsers write a quote in it as `%22`.
    private static func name(_ head: ArraySlice<UInt8>) -> String? {
        guard let text = String(validating: head, as: UTF8.self) else { return nil }
        for line in text.split(separator: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
            for part in line.split(separator: ";").dropFirst() {
                let pair = part.trimmingSpaces()
                guard pair.lowercased().hasPrefix("name=\""), pair.hasSuffix("\""), pair.count >= 7 else { continue }
                return String(pair.dropFirst(6).dropLast()).replacing("%22", with: "\"")
            }
        }
        return nil
    }

    /// Where a run of bytes begins, from a place on.
    private static func find(_ run: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        guard start >= 0, body.count >= run.count else { return nil }
        var at = start
        while at <= body.count - run.count {
            guard let next = body[at...].firstIndex(of: run[0]), next <= body.count - run.count else { return nil }
            if body[next..<next + run.count].elementsEqual(run) { return next }
            at = next + 1
        }
        return nil
    }
}
