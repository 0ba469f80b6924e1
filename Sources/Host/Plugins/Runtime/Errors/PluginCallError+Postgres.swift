import HostData
import PostgresClient

extension PluginCallError {
    /// What a plugin is told of a failed statement. The server's own words name schemas, tables and constraints, and a message may reach
    /// whoever sent the request: they stay in `details`, for the log.
    init(_ error: PostgresError) {
        let message = error.code == .server ? Self.message(ofSQLState: error.sqlState ?? "", error.message) : error.message
        self.init(Self.status(of: error), message, sqlState: error.sqlState, details: error.description)
    }

    /// Any error of a service.
    init(any error: any Error) {
        switch error {
        case let error as PluginCallError: self = error
        case let error as PostgresError: self.init(error)
        case is CancellationError: self.init(.cancelled, "the operation was cancelled")
        default: self.init(.internal, "the host could not do it", details: "\(error)")
        }
    }

    private static func status(of error: PostgresError) -> PluginStatus {
        switch error.code {
        case .server: status(ofSQLState: error.sqlState ?? "")
        case .connection, .closed, .poolExhausted: .unavailable
        case .timeout: .deadline
        case .cancelled: .cancelled
        case .parameter, .invalidBatch: .invalidArgument
        case .resultTooLarge: .overQuota
        case .configuration, .usage, .protocol: .internal
        }
    }

    private static func status(ofSQLState state: String) -> PluginStatus {
        switch state {
        case "42501": .denied
        case "57014": .deadline
        case "40001", "40P01", "55P03": .conflict
        default:
            switch state.prefix(2) {
            case "23": .conflict
            case "22": .invalidArgument
            case "08", "53", "57", "58": .unavailable
            default: .internal
            }
        }
    }

    private static func message(ofSQLState state: String, _ words: String) -> String {
        switch state {
        case "23505": "there is one with these values already"
        case "23503": "it refers to something that is not there, or something still refers to it"
        case "23502": "a value that must be given is missing"
        case "23514": "a value is not one of those that are allowed"
        case "23P01": "it excludes something that is there already"
        case "42501": "the database refuses this to the plugin"
        case "57014": "the statement was ended at its deadline, or after the \(StatementLimits.seconds) seconds that one may take"
        case "40001", "40P01", "55P03": "the same rows were changed by somebody else; try again"
        // Sequences are named.
        case "2200H": "no more numbers are left"
        default:
            switch state.prefix(2) {
            // Only values are named: a division by zero, a text that is no date.
            case "22": words
            case "23": "a rule of the table refuses these values"
            default: "the statement failed"
            }
        }
    }
}
