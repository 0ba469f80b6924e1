import Foundation
import HostPlugins
import PluginABI
import Synchronization

/// An instance's code in a worker: to its scripted host it is what a plugin is, to the worker what a host is.
///
/// Thread: any; frames come on the worker's thread, in their order.
final class WorkerCode: InstanceCode {
    enum Creation: Sendable {
        case made
        case refused(ProbedInstance.Refusal)
    }

    private struct State {
        var creation: Creation?
        var isDestroyed = false
        /// The host's ids of operations, by the worker's numbers.
        var operations: [UInt64: hi_id] = [:]
    }

    /// Of the instance in the worker.
    let number: UInt32
    private let worker: BareWorker
    private let host: ScriptedHost
    private let state = Mutex(State())

    init(_ worker: BareWorker, number: UInt32, host: ScriptedHost) {
        self.worker = worker
        self.number = number
        self.host = host
    }

    /// What became of `create`; nil until it has returned.
    var creation: Creation? { state.withLock(\.creation) }

    func start(_ call: hi_id, _ message: [UInt8], deadlineNanos: UInt64) -> ProbedInstance.Refusal? {
        worker.start(number, call, message, deadlineNanos: deadlineNanos)
        return nil
    }

    func cancel(_ call: hi_id) { worker.cancel(number, call) }

    func destroy() {
        worker.destroy(number)
        while !state.withLock(\.isDestroyed) { usleep(300) }
    }

    /// A frame that names this instance.
    func receive(_ frame: WorkerFrame) {
        let head = frame.head
        switch head.kind {
        case .created:
            let refusal = ProbedInstance.Refusal(status: head.status, message: hi_error(frame: frame.first).checkedMessage ?? "")
            state.withLock { $0.creation = head.status == HI_OK ? .made : .refused(refusal) }
        case .destroyed: state.withLock { $0.isDestroyed = true }
        case .started: host.refused(head.id, head.status, hi_error(frame: frame.first).checkedMessage ?? "")
        case .complete: complete(frame)
        case .database: begin(.statements, frame, frame.first)
        case .ingest: begin(.ingest, frame, frame.second)
        case .devices: begin(.devices, frame, frame.first)
        case .http: begin(.http, frame, frame.first)
        case .mail: begin(.mail, frame, frame.first)
        case .secret: begin(.secret, frame, frame.first)
        case .cache: begin(.cache, frame, frame.first)
        case .notary: begin(NotaryFunction(frame: head.status)?.tellsOfPin == true ? .pin : .notary, frame, frame.first)
        case .stop: if let id = state.withLock({ $0.operations[head.id] }) { host.cancel(operation: id) }
        case .misuse:
            host.violation("call \(head.call) was completed twice", expected: "exactly once for each `start` that returned HI_OK")
        default: break  // news, which nothing is expected of
        }
    }

    private func complete(_ frame: WorkerFrame) {
        let head = frame.head
        guard head.status != HI_OK else {
            _ = host.complete(head.id, head.status, hi_bytes(borrowing: frame.first), nil)
            return
        }
        var error = hi_error(frame: frame.first)
        _ = host.complete(head.id, head.status, hi_bytes(), &error)
    }

    private func begin(_ kind: StartedOperation.Kind, _ frame: WorkerFrame, _ message: UnsafeRawBufferPointer) {
        let head = frame.head
        if kind == .secret, !host.secrets.contains(String(decoding: message, as: UTF8.self)) {
            return fail(head.id, hi_error.make(Int32(HI_DENIED), "the manifest lists no such secret"))
        }
        // Held by the host's operation until its result.
        let operation = Unmanaged.passRetained(RemoteOperation(head.id, of: self))
        var id: hi_id = 0
        var error = hi_error.make(Int32(HI_OK), "")
        let status = host.begin(
            kind, head.call, hi_bytes(borrowing: message), head.value, RemoteOperation.onResult,
            kind == .devices ? RemoteOperation.onReplies : nil, operation.toOpaque(), &id, &error)
        guard status == HI_OK else {
            operation.release()
            return fail(head.id, error)
        }
        // One whose result came before this is only remembered: nothing is done with it any more.
        state.withLock { $0.operations[head.id] = id }
    }

    private func fail(_ operation: UInt64, _ error: hi_error) {
        withUnsafeBytes(of: error) { worker.end(number, operation: operation, status: error.status, $0) }
    }

    /// An operation has its result.
    fileprivate func ended(_ operation: UInt64, _ status: hi_status, _ bytes: UnsafeRawBufferPointer) {
        state.withLock { _ = $0.operations.removeValue(forKey: operation) }
        worker.end(number, operation: operation, status: status, bytes)
    }

    fileprivate func replied(_ operation: UInt64, _ rows: UnsafeRawBufferPointer) { worker.replies(number, operation: operation, rows) }
}

/// One operation that the plugin in the worker started: what the scripted host brings goes there.
private final class RemoteOperation: Sendable {
    /// The worker's own number of it.
    private let number: UInt64
    private let code: WorkerCode

    init(_ number: UInt64, of code: WorkerCode) {
        self.number = number
        self.code = code
    }

    static let onResult: hi_on_result = { context, _, status, result, error in
        guard let context else { return }
        let operation = Unmanaged<RemoteOperation>.fromOpaque(context).takeRetainedValue()
        let bytes = status == HI_OK ? result.buffer : UnsafeRawBufferPointer(start: error, count: MemoryLayout<hi_error>.size)
        operation.code.ended(operation.number, status, bytes)
    }

    static let onReplies: hi_on_replies = { context, _, replies in
        guard let context else { return }
        let operation = Unmanaged<RemoteOperation>.fromOpaque(context).takeUnretainedValue()
        operation.code.replied(operation.number, replies.buffer)
    }
}

extension hi_bytes {
    /// A span over bytes that are borrowed.
    fileprivate init(borrowing bytes: UnsafeRawBufferPointer) {
        self.init(data: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    }
}

extension hi_error {
    /// The error of a frame; what the frame lacks is 0.
    fileprivate init(frame bytes: UnsafeRawBufferPointer) {
        self.init()
        withUnsafeMutableBytes(of: &self) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix($0.count))) }
    }
}
