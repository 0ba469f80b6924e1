import HostData
package import Logging
import Synchronization

/// `hashinsight.log/1` for one instance.
package final class LogService: Sendable {
    static let maximumBytes = 8_192

    private let logger: Logger
    private let meter: UsageMeter
    private let redactor: SecretRedactor?
    /// Lines that were left out when the log last said so.
    private let toldRefusals = Atomic<Int>(0)

    /// - Parameters:
    ///   - logger: With the plugin's name in its metadata.
    ///   - redactor: Knows what must not be in a line.
    package init(logger: Logger, tenantId: String, meter: UsageMeter = UsageMeter(), redactor: SecretRedactor? = nil) {
        var logger = logger
        logger[metadataKey: "tenant"] = "\(tenantId)"
        self.logger = logger
        self.meter = meter
        self.redactor = redactor
        toldRefusals.store(meter[.logLines].refusals, ordering: .relaxed)
    }

    func write(level: Int32, _ message: UnsafeRawBufferPointer) {
        let level: Logger.Level =
            switch level {
            case ...1: .debug
            case 2: .info
            case 3: .warning
            default: .error
            }
        guard level >= logger.logLevel else { return }
        let lines = meter[.logLines]
        guard lines.take(1, atNanos: monotonicNanos()) else { return }
        let refusals = lines.refusals
        let refused = refusals - toldRefusals.exchange(refusals, ordering: .relaxed)
        if refused > 0 { logger.warning("\(refused) lines of the plugin were left out: more than \(lines.limit) in a minute") }
        logger.log(level: level, "\(text(message))")
    }

    /// Without secrets first: what is cut at the limit must not leave the half of one.
    private func text(_ message: UnsafeRawBufferPointer) -> String {
        let near = UnsafeRawBufferPointer(rebasing: message.prefix(Self.maximumBytes + SecretValue.maximumBytes))
        guard let redacted = redactor?.redacted(near) else { return Self.escaped(message) }
        return redacted.withUnsafeBytes { Self.escaped($0) }
    }

    /// A short text with control characters escaped.
    static func escaped(_ text: String) -> String {
        var text = text
        return text.withUTF8 { escaped(UnsafeRawBufferPointer($0)) }
    }

    /// The text with control characters escaped, so that no line can pretend to be another.
    static func escaped(_ bytes: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: bytes.prefix(maximumBytes), as: UTF8.self)
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isControl(scalar) { escaped += "\\u{\(String(scalar.value, radix: 16))}" } else { escaped.unicodeScalars.append(scalar) }
        }
        return escaped
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }
}
