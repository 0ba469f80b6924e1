import Foundation

/// Limits by name as they are stored: one JSON object with sorted keys.
enum QuotaLimits {
    static func encode(_ limits: [String: Int]) -> String { JSONWriter.object(limits.mapValues { "\($0)" }) }

    static func decode(_ text: String) throws -> [String: Int] { try JSONDecoder().decode([String: Int].self, from: Data(text.utf8)) }
}
