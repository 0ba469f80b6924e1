/// What needs a connection outside pipeline mode for itself. Belongs to the connection's loop.
protocol SoloOperation: AnyObject {
    /// The connection has left pipeline mode.
    func begin(on connection: WireConnection)
    /// Input came or room to write.
    func proceed(on connection: WireConnection)
    /// The connection was lost.
    func lost(_ error: PostgresError)
}
