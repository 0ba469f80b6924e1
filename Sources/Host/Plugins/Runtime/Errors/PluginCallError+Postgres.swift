import PostgresClient

extension PluginCallError {
    /// What a plugin is told of a failed statement. Names of the host's own objects stay in `details`.
    init(_ error: PostgresError) {
        self.init(Self.status(of: error), error.message, sqlState: error.sqlState, details: error.description)
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
}
