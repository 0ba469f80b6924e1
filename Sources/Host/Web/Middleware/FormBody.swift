import HTTPTypes
import NIOCore

/// The fields of an `application/x-www-form-urlencoded` body; of a repeated name the first. Pure.
struct FormBody {
    private var fields: [String: String] = [:]

    init(_ buffer: ByteBuffer) { self.init(String(buffer: buffer)) }

    /// Also reads a query.
    init(_ text: String) {
        for pair in text.split(separator: "&").prefix(1_000) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]) else { continue }
            let value = parts.count > 1 ? Self.decode(parts[1]) : ""
            if fields[name] == nil, let value { fields[name] = value }
        }
    }

    subscript(_ name: String) -> String? { fields[name] }

    static func isForm(_ headers: HTTPFields) -> Bool {
        headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
    }

    /// Undoes percent and plus encoding; nil if it is broken or not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        PercentCoding.decode(text, plusIsSpace: true)
    }
}
