import PluginKit

/// Replies that are whole JSON, with whatever firmware puts around it.
enum ReplyJSON {
    /// The object of a reply; nil where it is none.
    static func object(_ bytes: [UInt8]) -> JSONValue? {
        guard let start = bytes.firstIndex(of: UInt8(ascii: "{")), let end = bytes.lastIndex(of: UInt8(ascii: "}")), start < end else {
            return nil
        }
        return try? JSONValue(parsing: bytes[start...end])
    }

    /// The rows of a table in a reply of the CGMiner API's kind; nil where there is no such table.
    static func rows(_ name: String, of bytes: [UInt8]) -> [JSONValue]? { object(bytes)?[name]?.array }
}
