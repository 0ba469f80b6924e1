internal import CLibPQ

extension PoolCore: WireConnectionOwner {
    func connectionReady(_ connection: WireConnection) {
        connected(connection)
        tell(.connected(serverVersion: connection.handle.map { Int(PQserverVersion($0)) } ?? 0))
        if connection.role == .shared { pumpRequests() } else { rest(connection) }
    }

    func connectionMadeProgress(_ connection: WireConnection) {
        if connection.role == .shared {
            if connection.isRetiring, connection.isQuiet {
                connection.close(PostgresError(.closed, "the connection is replaced"), lost: false)
            }
            pumpRequests()
        } else {
            finishHeavy(connection)
        }
    }

    func connectionClosed(_ connection: WireConnection, _ error: PostgresError, wasConnecting: Bool, wasLost: Bool) {
        shared.removeAll { $0 === connection }
        exclusive.removeAll { $0 === connection }
        idle.removeAll { $0 === connection }
        heavyRequests[ObjectIdentifier(connection)] = nil
        noLongerTaken(connection)
        let session = sessions.removeValue(forKey: ObjectIdentifier(connection))
        session?.connectionClosed(error)
        if wasLost {
            status.connectionsLost += 1
            tell(.disconnected(error))
        }
        guard !isClosed else { return }
        if wasConnecting { connectFailed(error) }
        loop.execute { [box = LoopBox(self)] in
            box.value.keepMinimum()
            box.value.pump()
        }
    }

    func connection(_ connection: WireConnection, foundHeavy request: PendingRequest) {
        if connection.role == .shared { noteHeavy(request) }
    }

    func connection(_ connection: WireConnection, notice severity: String, _ message: String) {
        tell(.notice(severity: severity, message: message))
    }
}
