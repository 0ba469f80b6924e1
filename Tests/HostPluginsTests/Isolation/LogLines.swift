import Logging
import Synchronization

/// Keeps what is logged.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])
    /// Each with its level before it.
    var all: [String] { kept.withLock(\.self) }
    var text: String { all.joined(separator: "\n") }
    private func add(_ line: String) { kept.withLock { $0.append(line) } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { lines.add("\(event.level): \(event.message)") }
    }
}
