internal import CLibPQ

/// Sends a cancel request: `PQcancel` opens a connection of its own and blocks, so it has a thread of its own.
enum CancelSender {
    /// `completion` is called on that thread once the server has taken the request, or could not be reached.
    static func send(_ handle: OpaquePointer, then completion: @escaping @Sendable () -> Void) {
        guard let cancel = PQgetCancel(handle) else { return completion() }
        let box = LoopBox(cancel)
        let started = HelperThread.start {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(box.value, &message, Int32(message.count))
            PQfreeCancel(box.value)
            completion()
        }
        if !started {
            PQfreeCancel(cancel)
            completion()
        }
    }
}
