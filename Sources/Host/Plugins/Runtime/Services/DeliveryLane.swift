import Synchronization

/// Calls back into a plugin one after the other, in order, for one operation.
final class DeliveryLane: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isRunning = false
    }

    private let instance: LiveInstance
    private let state = Mutex(State())

    init(_ instance: LiveInstance) { self.instance = instance }

    func deliver(_ work: @escaping @Sendable () -> Void) {
        let isFirst = state.withLock { state in
            state.waiting.append(work)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if isFirst { instance.deliver { self.run() } }
    }

    private func run() {
        while true {
            let work = state.withLock { state -> [@Sendable () -> Void] in
                defer { state.waiting = [] }
                if state.waiting.isEmpty { state.isRunning = false }
                return state.waiting
            }
            if work.isEmpty { return }
            for item in work { item() }
        }
    }
}
