import PluginABI

/// What went wrong in a call between host and plugin, either way.
///
/// A handler that throws it ends its call with `code`; the host turns that into an HTTP status or a job's failure.
public struct PluginError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that the contract knows.
    public enum Code: Int32, Sendable {
        /// A message, parameter or setting is wrong; the same call fails again. HTTP 400.
        case invalidArgument = 1
        /// What was named does not exist for this tenant. HTTP 404.
        case notFound = 2
        /// Not granted. HTTP 403.
        case denied = 3
        /// The other side does not know this function, kind or revision.
        case unsupported = 4
        /// The deadline passed first.
        case deadline = 5
        /// Cancelled by the caller, by disabling or by shutdown.
        case cancelled = 6
        /// A limit of this tenant or plugin is used up.
        case overQuota = 7
        /// A database or device cannot be reached now; a retry may help.
        case unavailable = 8
        /// The state changed meanwhile, or a unique or foreign key refuses the write. HTTP 409.
        case conflict = 9
        /// The id names a call that has already completed.
        case stale = 10
        /// A defect.
        case `internal` = 11
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened and what was expected, for a person.
    public var message: String
    /// More for the log; may name internals.
    public var details: String
    /// Five characters where PostgreSQL gave them, else nil.
    public var sqlState: String?

    /// Makes an error. `message` is shown to people; `details` only to whoever reads the log.
    public init(_ code: Code, _ message: String, details: String = "", sqlState: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.sqlState = sqlState
    }

    /// Whether a statement was refused because it reads a table that the manifest calls `optional` and that is not there: the plugin that has it
    /// is not installed, or not in a version that fits. `message` names both.
    public var isNotInstalled: Bool { code == .unavailable && details.hasPrefix("not_installed") }

    /// Code, message and details in one line.
    public var description: String {
        var text = "\(code): \(message)"
        if let sqlState { text += " [\(sqlState)]" }
        if !details.isEmpty { text += " (\(details))" }
        return text
    }

    /// Any error as a plugin error: cancellation as `.cancelled`, what is unknown as `.internal` with its text in `details`.
    public init(_ error: any Error) {
        switch error {
        case let error as PluginError: self = error
        case is CancellationError: self.init(.cancelled, "The call was cancelled.")
        default: self.init(.internal, "The plugin failed.", details: String(describing: error))
        }
    }
}
