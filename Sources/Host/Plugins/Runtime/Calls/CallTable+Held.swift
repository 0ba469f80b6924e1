import PluginABI

extension CallTable {
    /// How long something may outlive its end before it counts: a plugin may answer and let a last statement run out.
    static let heldGraceNanos: UInt64 = 10_000_000_000

    /// What each instance holds beyond its end, by handle. One look through the table for all of them.
    func heldBeyondEnd(graceNanos: UInt64 = heldGraceNanos, atNanos now: UInt64 = monotonicNanos()) -> [UInt64: HeldBeyondEnd] {
        var held: [UInt64: HeldBeyondEnd] = [:]
        var owed: [(id: hi_id, owner: UInt64, deadline: UInt64)] = []
        forEachOwed { owed.append(($0, $1, $2)) }
        for (id, owner, callersDeadline) in owed {
            let deadline = max(callersDeadline, peek(id, owner: owner)?.pluginCall?.lawfulUntilNanos ?? 0)
            if now > deadline, now - deadline >= graceNanos { held[owner, default: HeldBeyondEnd()].calls += 1 }
        }
        var operations: [(id: hi_id, owner: UInt64)] = []
        forEachOpen { id, owner, _ in if owner & 1 != 0 { operations.append((id, owner)) } }
        for (id, owner) in operations {
            guard let operation = peek(id, owner: owner) as? HostOperation, operation.parent != 0,
                now > operation.startedNanos, now - operation.startedNanos >= graceNanos
            else { continue }
            let handle = owner & ~1
            guard peek(operation.parent, owner: handle) == nil else { continue }
            if operation.isDeviceRound {
                held[handle, default: HeldBeyondEnd()].deviceRounds += 1
            } else {
                held[handle, default: HeldBeyondEnd()].operations += 1
            }
        }
        return held
    }
}
