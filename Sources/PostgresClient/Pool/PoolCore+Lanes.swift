internal import EventLoop

/// The shared connections as lanes: who may send on which, and what is done with work that holds up others there.
extension PoolCore {
    /// The lane for a request of this owner; nil if none takes one now.
    ///
    /// Of an owner half of what a lane may have under way, so that others are never far behind. A lane that works on one request for long is
    /// left to those who are on it.
    func lane(for owner: Int64?, atNanos now: UInt64) -> WireConnection? {
        var best: WireConnection?
        for connection in shared where connection.isReady && !connection.isRetiring && connection.load < options.pipelineDepth {
            if let owner {
                if isStalled(connection, atNanos: now) || connection.load(of: owner) >= max(1, options.pipelineDepth / 2) { continue }
            }
            if connection.load < best?.load ?? .max { best = connection }
        }
        return best
    }

    private func isStalled(_ connection: WireConnection, atNanos now: UInt64) -> Bool {
        !connection.units.isEmpty && now > connection.headSinceNanos && now - connection.headSinceNanos >= options.stalledAfterNanos
    }

    /// While every lane is held up, as many of those that wait as there is room for get connections of their own.
    func passStalledLanes(atNanos now: UInt64) {
        let lanes = shared.filter(\.isReady)
        guard waitingSessions.isEmpty, !lanes.isEmpty, lanes.allSatisfy({ isStalled($0, atNanos: now) }) else { return }
        while waitingSessions.isEmpty, let request = waitingRequests.next(where: { $0 != nil && exclusiveShare.room($0) > 0 }) {
            if !request.isDone { runApart(request) }
        }
    }

    /// Sees to it that lanes are looked at when the first of them may hold up somebody.
    func watchLanes(atNanos now: UInt64) {
        guard laneTimer == nil, !isClosed else { return }
        var nextNanos = UInt64.max
        for connection in shared where connection.isReady && !connection.units.isEmpty {
            guard !waitingRequests.isEmpty || connection.holdsUpAnother else { continue }
            let lookNanos =
                isStalled(connection, atNanos: now) ? cancelNanos(connection) : connection.headSinceNanos + options.stalledAfterNanos
            nextNanos = min(nextNanos, max(lookNanos, now + 20_000_000))
        }
        guard nextNanos != .max else { return }
        laneTimer = loop.schedule(atNanos: nextNanos) { [box = LoopBox(self)] in
            box.value.laneTimer = nil
            box.value.lookAtLanes(atNanos: EventLoop.nowNanos())
        }
    }

    /// When what a lane works on has held up another for too long. Where it was so once, less is waited for what comes after; a cancel that
    /// has done nothing is sent again.
    private func cancelNanos(_ connection: WireConnection) -> UInt64 {
        let patienceNanos = connection.cancelSentNanos == 0 ? options.movedAfterNanos : options.stalledAfterNanos
        let againNanos = connection.cancelSentNanos >= connection.headSinceNanos ? connection.cancelSentNanos + 1_000_000_000 : 0
        return max(connection.headSinceNanos + patienceNanos, againNanos)
    }

    private func lookAtLanes(atNanos now: UInt64) {
        guard !isClosed else { return }
        for connection in shared where connection.isReady {
            guard now >= cancelNanos(connection), connection.holdsUpAnother, let head = connection.units.first as? PendingRequest,
                let owner = head.owner
            else { continue }
            // Undone, and run again on a connection of its own. The cancel may come late and hit another's: that one is run again as well.
            slowWork.noteMove(of: owner, atNanos: now)
            connection.isRetiring = true
            connection.cancelSentNanos = now
            connection.sendCancel()
        }
        pumpRequests()
    }

    /// A request that was undone on a lane, and so has done nothing, begins again apart.
    func moveApart(_ request: PendingRequest) {
        status.movedRequests += 1
        runApart(request)
    }
}

extension WireConnection {
    /// Requests of one owner that are under way here.
    func load(of owner: Int64) -> Int {
        var count = waitingForStatements.count { $0.owner == owner }
        units.forEach { if let request = $0 as? PendingRequest, request.owner == owner { count += 1 } }
        return count
    }

    /// Whether the request that the server works on has another owner's behind it.
    var holdsUpAnother: Bool {
        guard let head = units.first as? PendingRequest, let owner = head.owner else { return false }
        var found = waitingForStatements.contains { $0.owner != owner && !$0.isDone }
        units.forEach { if !found, let request = $0 as? PendingRequest, request.owner != owner, !request.isDone { found = true } }
        return found
    }
}
