import PluginKit

/// The fields that a form of a page sent, as texts by their names; the first of a name counts. Browsers end lines with two characters, records with one.
struct Form: Sendable {
    let texts: [String: String]

    /// Throws `.invalidArgument` if the body is longer than `atMost` bytes.
    init(_ request: Request, atMost bytes: Int = Request.recordBytes) throws(PluginError) {
        let items = QueryString.items(try request.body(atMost: bytes)).map { ($0.name, Self.plainLines($0.value)) }
        texts = Dictionary(items, uniquingKeysWith: { first, _ in first }).filter { $0.key != "csrf_token" }
    }

    private static func plainLines(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(13) else { return text }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isFirstOfTwo = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
            if !isFirstOfTwo { plain.append(byte) }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
