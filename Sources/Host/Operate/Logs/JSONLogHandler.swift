package import Foundation
package import Logging

/// A handler for swift-log that writes one JSON object a line: time (RFC 3339, UTC), level, logger, message, then the metadata.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let sink: any LogSink
    private let now: @Sendable () -> Date

    /// Names of fields whose values never reach the log.
    package static let maskedNames: Set<String> = [
        "password", "token", "secret", "cookie", "authorization", "csrf_token", "api_key", "private_key",
    ]
    private static let reservedNames: Set<String> = ["time", "level", "logger", "message"]

    package init(
        label: String, sink: any LogSink, logLevel: Logger.Level = .info, metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.label = label
        self.sink = sink
        self.logLevel = logLevel
        self.metadataProvider = metadataProvider
        self.now = now
    }

    /// A field that every line of this logger has.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line; values of masked names do not reach it.
    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { _, new in new } }
        if let own = event.metadata {
            if fields.isEmpty { fields = own } else { fields.merge(own) { _, new in new } }
        }
        var line = JSONLine()
        line.add("time", now())
        line.add("level", event.level.rawValue)
        line.add("logger", label)
        line.add("message", event.message.description)
        if let error = event.error { line.add("error", String(describing: error)) }
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            let key = Self.reservedNames.contains(name) ? name + "_" : name
            line.add(key, value) { Self.maskedNames.contains($0.lowercased()) }
        }
        sink.write(line.finished())
    }
}
