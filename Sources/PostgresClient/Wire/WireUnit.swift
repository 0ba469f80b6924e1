/// What lies between two Syncs of a pipeline: commands whose results come in order, then the Sync's. Belongs to the connection's loop.
protocol WireUnit: AnyObject {
    /// One result of one command; the caller clears it.
    func receive(_ result: OpaquePointer, on connection: WireConnection)
    /// The Sync was answered: nothing more comes.
    func synced(on connection: WireConnection)
    /// The connection was lost first.
    func lost(_ error: PostgresError)
}
