internal import CLibPQ

extension WireConnection {
    /// As DISCARD ALL, but keeps this client's prepared statements.
    private static let cleaning = [
        "SET SESSION AUTHORIZATION DEFAULT", "RESET ROLE", "CLOSE ALL", "UNLISTEN *", "SELECT pg_catalog.pg_advisory_unlock_all()",
        "DISCARD SEQUENCES", "DISCARD TEMP", "RESET ALL",
    ]

    /// Leaves nothing of this user to the next one, in one round trip. False if that failed: the connection must be closed then.
    func handOver(completion: @escaping (Bool) -> Void) {
        guard phase == .ready, isQuiet, !wasCancelled else { return completion(false) }
        let hasTransaction = transactionStatus != PQTRANS_IDLE
        sendPlain((hasTransaction ? ["ROLLBACK"] : []) + WireConnection.cleaning) { [unowned self] error in
            takeNotifications()
            onNotification = nil
            completion(error == nil && phase == .ready && transactionStatus == PQTRANS_IDLE)
        }
    }
}
