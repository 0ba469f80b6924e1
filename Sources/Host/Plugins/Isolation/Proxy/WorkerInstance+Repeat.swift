import PluginABI
import Synchronization

/// Calls that a shared process died under: begun once more in the next one if they have changed nothing. All that a plugin in a worker can
/// change goes through the host, so the host knows.
extension WorkerInstance {
    /// Calls of the process that have changed nothing so far.
    func unchangedCalls() -> Set<hi_id> {
        guard let instance = PluginRuntime.shared.handles.instance(host) else { return [] }
        return Set(state.withLock(\.calls.owed).filter(instance.hasChangedNothing))
    }

    /// Puts calls of a process that is gone back in line, before those that came later.
    ///
    /// - Returns: Those that the process takes with it.
    func takeBack(_ unchanged: Set<hi_id>, _ state: inout State, atNanos now: UInt64) -> [hi_id] {
        let owed = state.calls.owed
        guard case .serving = state.phase else { return owed }
        var (line, lost) = (WorkRing<(id: hi_id, message: [UInt8])>(), [hi_id]())
        for id in owed {
            if unchanged.contains(id), let message = state.calls.takeBack(id, atNanos: now) {
                line.append((id, message))
            } else {
                lost.append(id)
            }
        }
        guard !line.isEmpty else { return lost }
        while let next = state.queue.next() { line.append(next) }
        state.queue = line
        meter[.callsWaiting].set(level: line.count)
        return lost
    }

    /// Those that are in line for the second time are not begun again: nobody was found to be kept from the others, so the next process
    /// would die of the same.
    func giveUpRepeated(_ error: PluginCallError) {
        let given = state.withLock { state in
            var (line, given) = (WorkRing<(id: hi_id, message: [UInt8])>(), [hi_id]())
            while let next = state.queue.next() {
                if state.calls[next.id]?.isRepeated == true {
                    state.calls.remove(next.id, atNanos: monotonicNanos())
                    given.append(next.id)
                } else {
                    line.append(next)
                }
            }
            state.queue = line
            meter[.callsWaiting].set(level: line.count)
            return given
        }
        for id in given { fail(id, error) }
    }
}
