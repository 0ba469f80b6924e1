import PluginABI
import Synchronization

/// One operation that a plugin started on a host service. Its result is told exactly once.
final class HostOperation: CallEntry, @unchecked Sendable {
    // Sendable: constants, and a state behind a lock.

    private enum Cancel {
        case none
        case wanted
        case by([@Sendable () -> Void])
        case ended
    }

    let startedNanos = monotonicNanos()
    /// A round of device exchanges.
    let isDeviceRound: Bool
    private let instance: LiveInstance
    private let onResult: hi_on_result
    /// The plugin's pointer, as a number: the host only hands it back.
    private let context: UInt
    private let cancellation = Mutex(Cancel.none)

    /// Enters the instance's gate and the table.
    ///
    /// - Parameter mayChange: Whether anything may be otherwise after it than before: then its call is never begun again.
    /// - Throws: ``PluginCallError``: `cancelled` if the call that it is for has ended, so that a plugin that does not listen can write
    ///   nothing more in its name; `unavailable` if the instance is ending; `overQuota` if the table is full.
    static func open(
        _ instance: LiveInstance, parent: hi_id, mayChange: Bool, onResult: @escaping hi_on_result, context: UnsafeMutableRawPointer?,
        isDeviceRound: Bool = false
    ) throws(PluginCallError) -> (operation: HostOperation, id: hi_id) {
        let table = PluginRuntime.shared.table
        guard parent == 0 || table.isOpen(parent) else {
            throw PluginCallError(.cancelled, "the call that this operation is for has ended")
        }
        guard instance.operations.enter() else { throw PluginCallError(.unavailable, "the instance is ending") }
        if mayChange { instance.noteChange(by: parent) }
        let operation = HostOperation(
            instance, parent: parent, onResult: onResult, context: UInt(bitPattern: context), isDeviceRound: isDeviceRound)
        let id = table.open(operation, owner: instance.operationOwner, deadlineNanos: .max)
        guard id != 0 else {
            instance.operations.leave()
            throw instance.meter.overRoom()
        }
        // The call may have ended between the look and the entry: then nobody else tells this operation.
        if parent != 0, !table.isOpen(parent) { operation.cancel(id) }
        return (operation, id)
    }

    private init(
        _ instance: LiveInstance, parent: hi_id, onResult: @escaping hi_on_result, context: UInt, isDeviceRound: Bool
    ) {
        self.instance = instance
        self.isDeviceRound = isDeviceRound
        self.onResult = onResult
        self.context = context
        super.init(parent: parent)
    }

    var pluginContext: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: context) }

    /// Says how to end early, beside what was said before. Runs at once if that was asked for meanwhile.
    func onCancel(_ cancel: @escaping @Sendable () -> Void) {
        let isWanted = cancellation.withLock { state in
            switch state {
            case .none: state = .by([cancel])
            case .by(let others): state = .by(others + [cancel])
            case .wanted: return true
            case .ended: break
            }
            return false
        }
        if isWanted { cancel() }
    }

    override func cancel(_ id: hi_id) {
        let cancels: [@Sendable () -> Void] = cancellation.withLock { state in
            switch state {
            case .none: state = .wanted
            case .by(let cancels):
                state = .wanted
                return cancels
            case .wanted, .ended: break
            }
            return []
        }
        for cancel in cancels { cancel() }
    }

    /// Takes back an operation that did not begin and whose id nobody was told.
    func withdraw(_ id: hi_id) {
        guard case .open = PluginRuntime.shared.table.claim(id, owner: instance.operationOwner) else { return }
        cancellation.withLock { $0 = .ended }
        PluginRuntime.shared.table.close(id)
        instance.operations.leave()
    }

    /// Tells the plugin how it ended: a message, or an error. `releasing` runs before, so that a plugin that starts the next operation when
    /// it is told does not find its own quota still taken.
    func end(_ id: hi_id, _ result: Result<[UInt8], PluginCallError>, releasing: @Sendable () -> Void = {}) {
        guard case .open = PluginRuntime.shared.table.claim(id, owner: instance.operationOwner) else { return }
        cancellation.withLock { $0 = .ended }
        releasing()
        instance.deliver {
            switch result {
            case .success(let message):
                message.withUnsafeBytes {
                    self.onResult(
                        self.pluginContext, id, PluginStatus.ok.rawValue,
                        hi_bytes(data: $0.baseAddress?.assumingMemoryBound(to: UInt8.self), count: $0.count), nil
                    )
                }
            case .failure(let error):
                error.withABI { self.onResult(self.pluginContext, id, error.status.rawValue, hi_bytes(), $0) }
            }
            PluginRuntime.shared.table.close(id)
            self.instance.operations.leave()
        }
    }
}
