import PluginABI
import Synchronization

/// One operation that a plugin in a worker started on a host service: the worker's number on one side, the host's id on the other.
final class WorkerOperation: Sendable {
    /// The worker's own number of it.
    let number: UInt64
    /// The call that waits for its end, or 0.
    let waiter: hi_id
    private let instance: WorkerInstance
    private let link: WorkerLink
    private let hostId = Atomic<hi_id>(0)
    private let isStopWanted = Atomic<Bool>(false)

    init(_ number: UInt64, of instance: WorkerInstance, link: WorkerLink, awaitedBy waiter: hi_id) {
        self.number = number
        self.waiter = waiter
        self.instance = instance
        self.link = link
    }

    /// Starts it by a function of the host's tables, whose result then comes by ``onResult``.
    ///
    /// - Returns: Why it did not start; no result follows then.
    func start(_ begin: (_ context: UnsafeMutableRawPointer, _ id: inout hi_id, _ error: UnsafeMutablePointer<hi_error>) -> hi_status)
        -> PluginCallError?
    {
        // Held by the host's operation until its result.
        let retained = Unmanaged.passRetained(self)
        var id: hi_id = 0
        if let failure = PluginCallError.collect({ begin(retained.toOpaque(), &id, $0) }) {
            retained.release()
            return failure
        }
        hostId.store(id, ordering: .sequentiallyConsistent)
        if isStopWanted.load(ordering: .sequentiallyConsistent) { HostTables.cancelOperation(instance.host, id) }
        return nil
    }

    /// Asks the host to end it. Its result still comes. Thread: any.
    func stop() {
        isStopWanted.store(true, ordering: .sequentiallyConsistent)
        let id = hostId.load(ordering: .sequentiallyConsistent)
        if id != 0 { HostTables.cancelOperation(instance.host, id) }
    }

    /// Replies of a round that are dealt with.
    func acknowledge(_ count: UInt64) {
        HostTables.devices.pointee.acknowledge?(instance.host, hostId.load(ordering: .relaxed), UInt32(clamping: count))
    }

    /// Tells the worker that it failed, started or not.
    func fail(_ error: PluginCallError) {
        instance.ended(self)
        error.withABI { send($0, error.status.rawValue) }
    }

    static let onResult: hi_on_result = { context, _, status, result, error in
        guard let context else { return }
        let operation = Unmanaged<WorkerOperation>.fromOpaque(context).takeRetainedValue()
        operation.instance.ended(operation)
        if status != PluginStatus.ok.rawValue, let error {
            operation.send(error, status)
        } else if !operation.send(.result, status, UnsafeRawBufferPointer(start: result.data, count: result.count)) {
            // Larger than what reaches a worker, whatever the quota says.
            let failure = operation.instance.meter.overQuota(.bytes, used: Int(result.count), limit: WorkerFrame.maximumBytes)
            failure.withABI { operation.send($0, failure.status.rawValue) }
        }
    }

    static let onReplies: hi_on_replies = { context, _, replies in
        guard let context else { return }
        let operation = Unmanaged<WorkerOperation>.fromOpaque(context).takeUnretainedValue()
        operation.send(.replies, 0, UnsafeRawBufferPointer(start: replies.data, count: replies.count))
    }

    @discardableResult
    private func send(_ kind: WorkerFrameKind, _ status: hi_status, _ bytes: UnsafeRawBufferPointer) -> Bool {
        link.channel.send(WorkerFrame.Head(kind: kind, instance: link.number, status: status, id: number), bytes)
    }

    private func send(_ error: UnsafePointer<hi_error>, _ status: hi_status) {
        send(.result, status, UnsafeRawBufferPointer(start: error, count: MemoryLayout<hi_error>.size))
    }
}
