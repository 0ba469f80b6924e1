extension PostgresSession {
    /// Starts listening on a channel; what comes is in `notifications`. Ends with the session.
    package func listen(_ channel: String) async throws(PostgresError) {
        try await plain(["LISTEN \(SQLIdentifier.quoted(channel))"], isShielded: false)
    }
}
