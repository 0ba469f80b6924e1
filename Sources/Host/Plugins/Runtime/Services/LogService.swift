package import Logging

/// `hashinsight.log/1` for one instance.
package final class LogService: Sendable {
    static let maximumBytes = 8_192
    static let linesPerMinute = 1_000

    private let logger: Logger
    private let rate = RateLimit(count: linesPerMinute, perNanos: 60_000_000_000)

    /// - Parameter logger: With the plugin's name in its metadata.
    package init(logger: Logger, tenantId: String) {
        var logger = logger
        logger[metadataKey: "tenant"] = "\(tenantId)"
        self.logger = logger
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
        let (isTaken, refused) = rate.takeCounting(at: monotonicNanos())
        if refused > 0 { logger.warning("\(refused) lines of the plugin were left out: more than \(Self.linesPerMinute) in a minute") }
        guard isTaken else { return }
        logger.log(level: level, "\(Self.escaped(message))")
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
