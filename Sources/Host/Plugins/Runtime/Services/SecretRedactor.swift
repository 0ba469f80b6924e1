import HostData
import Synchronization

/// Keeps the secrets that an instance has read out of what it says: in its log lines and its errors' messages they are replaced.
///
/// It finds a value as it is; one that the plugin has encoded or cut is not found. Thread: any.
package final class SecretRedactor: Sendable {
    /// Shorter values are not looked for: they would be found in innocent words.
    static let minimumBytes = 6

    private let values = Mutex<[String: SecretValue]>([:])

    package init() {}

    /// Takes note that the plugin knows the value of this name from now on. An earlier value of the name is forgotten.
    func note(_ value: SecretValue, name: String) {
        guard value.count >= Self.minimumBytes else { return }
        values.withLock { $0[name] = value }
    }

    /// Nothing more is said in the instance's name.
    func forget() { values.withLock { $0 = [:] } }

    /// The bytes with every value that is known replaced by `[secret <name>]`; nil if there is none in them.
    func redacted(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        let known = values.withLock { $0 }
        guard !known.isEmpty else { return nil }
        var redacted: [UInt8]?
        for (name, value) in known.sorted(by: { $0.value.count > $1.value.count }) {
            value.withBytes { value in
                let text = redacted ?? Array(bytes)
                if let without = Self.replacing(value, in: text, by: Array("[secret \(name)]".utf8)) { redacted = without }
            }
        }
        return redacted
    }

    /// The text with every value that is known replaced.
    func redacted(_ text: String) -> String {
        var text = text
        return text.withUTF8 { redacted(UnsafeRawBufferPointer($0)) }.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The error with every value that is known replaced in its texts.
    func redacted(_ error: PluginCallError) -> PluginCallError {
        guard values.withLock({ !$0.isEmpty }) else { return error }
        return PluginCallError(
            error.status, redacted(error.message), sqlState: error.sqlState, details: redacted(error.details), quota: error.quota,
            retryAfterSeconds: error.retryAfterSeconds)
    }

    private static func replacing(_ value: UnsafeRawBufferPointer, in text: [UInt8], by replacement: [UInt8]) -> [UInt8]? {
        guard let first = value.first, text.count >= value.count else { return nil }
        var out: [UInt8] = []
        var (index, copied, isFound) = (0, 0, false)
        while index + value.count <= text.count {
            if text[index] == first, text[index..<index + value.count].elementsEqual(value) {
                out.append(contentsOf: text[copied..<index])
                out.append(contentsOf: replacement)
                index += value.count
                (copied, isFound) = (index, true)
            } else {
                index += 1
            }
        }
        guard isFound else { return nil }
        out.append(contentsOf: text[copied...])
        return out
    }
}
