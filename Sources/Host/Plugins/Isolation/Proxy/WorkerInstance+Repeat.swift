import PluginABI
import Synchronization

/// Calls that a shared process died under: begun once more in the next one if they have changed nothing. All that a plugin in a worker can
/// change goes through the host, so the host knows.
extension WorkerInstance {
    /// Puts calls of a process that is gone back in line, before those that came later.
    ///
    /// - Parameter instance: Nil if none is to be begun again.
    /// - Returns: Those that the process takes with it.
    func takeBack(of instance: LiveInstance?, _ state: inout State, atNanos now: UInt64) -> [hi_id] {
        let owed = state.calls.owed
        guard let instance, case .serving = state.phase else { return owed }
        var (line, lost) = (WorkRing<(id: hi_id, message: [UInt8])>(), [hi_id]())
        // The earliest deadlines first, which as a rule is the order in which they came.
        for id in owed.sorted(by: { state.calls[$0]?.deadlineNanos ?? 0 < state.calls[$1]?.deadlineNanos ?? 0 }) {
            if instance.hasChangedNothing(id), let message = state.calls.takeBack(id, atNanos: now) {
                instance.call(id)?.beginAgain()
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
