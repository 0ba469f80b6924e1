/// The pool, as a connection sees it. Called on the loop.
protocol WireConnectionOwner: AnyObject {
    /// Connected and ready for requests.
    func connectionReady(_ connection: WireConnection)
    /// Something was answered; there may be room for more.
    func connectionMadeProgress(_ connection: WireConnection)
    /// Closed, by either side; what was under way has failed already.
    func connectionClosed(_ connection: WireConnection, _ error: PostgresError, wasConnecting: Bool, wasLost: Bool)
    /// The request takes so long or so much that it should not share a connection.
    func connection(_ connection: WireConnection, foundHeavy request: PendingRequest)
    /// The server said something.
    func connection(_ connection: WireConnection, notice severity: String, _ message: String)
}
