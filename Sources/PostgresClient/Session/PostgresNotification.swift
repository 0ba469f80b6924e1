/// One NOTIFY.
package struct PostgresNotification: Sendable, Hashable {
    /// The channel.
    package var channel: String
    /// The payload, empty if there was none.
    package var payload: String
    /// The sender's process id on the server.
    package var senderProcess: Int32
}
