internal import CLibPQ

extension WireConnection {
    /// Leaves pipeline mode for `operation`. No request may be under way; what the connection itself has sent, such as the end of a
    /// statement that was prepared long ago, is waited for.
    func start(_ operation: any SoloOperation) {
        guard let handle, phase == .ready else { return operation.lost(PostgresError(.connection, "the connection is closed")) }
        if !units.isEmpty, load == 0, solo == nil, nextSolo == nil {
            nextSolo = operation
            return
        }
        guard units.isEmpty, solo == nil, PQexitPipelineMode(handle) == 1 else {
            return operation.lost(PostgresError(.protocol, "the connection is busy: \(lastMessage(""))"))
        }
        solo = operation
        operation.begin(on: self)
    }

    /// The operation has taken its last result. False if the connection did not survive.
    func endSolo() -> Bool {
        solo = nil
        uses += 1
        guard let handle, PQenterPipelineMode(handle) == 1 else {
            close(PostgresError(.protocol, "libpq refuses pipeline mode: \(lastMessage(""))"), lost: true)
            return false
        }
        return true
    }

    /// Sends text by the simple protocol; solo operations only.
    func sendSimple(_ sql: String) {
        guard let handle else { return }
        guard PQsendQuery(handle, sql) == 1 else {
            return close(PostgresError(.connection, lastMessage("the script could not be sent")), lost: true)
        }
        flush()
    }
}
