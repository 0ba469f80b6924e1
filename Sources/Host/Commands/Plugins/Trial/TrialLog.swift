import Logging

/// What the host of a trial says on stderr: errors, and the plugin's own warnings; everything with `--verbose`.
enum TrialLog {
    /// Once a process.
    static func begin(isVerbose: Bool) {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = isVerbose ? .debug : label == "plugins" ? .warning : .error
            return handler
        }
    }
}
