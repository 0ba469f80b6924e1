import CLinux
import Glibc
import PluginABI

/// What a thread keeps for its next call that ends before it returns: a free slot of the table and the object of a call. So neither the
/// table's list nor the allocator is asked for each.
///
/// A call within a call finds both taken and is made as if there were no lane.
///
/// Thread: the one it belongs to.
struct CallLane: ~Copyable {
    /// The call whose `start` runs on this thread, until it ends.
    struct Current {
        var id: hi_id = 0
        var call: Unmanaged<PluginCall>?
    }

    /// A slot of this thread's own, with the object in it.
    struct Kept {
        let slot: UInt32
        /// The table has it.
        let call: Unmanaged<PluginCall>
    }

    /// Processor time of brief calls that no quota has counted yet.
    struct Owed {
        let meter: UsageMeter
        var nanos: UInt64
    }

    // The process has one of each, for as long as it lives.
    private let table: Unmanaged<CallTable>
    private let watch: Unmanaged<DeadlineWatch>
    /// The thread's own place in a plugin's tally.
    let place = CallPlace()
    private var owed: Owed?
    private var kept: Kept?
    private var current = Current()

    private init(_ runtime: PluginRuntime) {
        table = .passUnretained(runtime.table)
        watch = .passUnretained(runtime.watch)
    }

    /// The calling thread's own; made when it is first asked for, and ended with the thread.
    @inline(__always)
    static var ofThisThread: UnsafeMutablePointer<CallLane> {
        if let found = linux_get_call_lane() { return found.assumingMemoryBound(to: CallLane.self) }
        return make()
    }

    /// Puts a call into the table and its deadline under watch.
    ///
    /// - Returns: Its id, or 0 if the table is full, and its object, which the table has.
    @inline(__always)
    mutating func open(
        of instance: LiveInstance, begunNanos: UInt64, deadlineNanos: UInt64, completion: CallCompletion
    ) -> Current {
        defer { watch._withUnsafeGuaranteedRef { $0.note(deadlineNanos) } }
        if let kept = kept.take() {
            kept.call._withUnsafeGuaranteedRef { $0.renew(instance: instance, begunNanos: begunNanos, completion: completion) }
            let id = table._withUnsafeGuaranteedRef { $0.reopen(kept.slot, owner: instance.handle, deadlineNanos: deadlineNanos) }
            return Current(id: id, call: kept.call)
        }
        let call = PluginCall(instance: instance, begunNanos: begunNanos, completion: completion)
        let id = table._withUnsafeGuaranteedRef { $0.open(call, owner: instance.handle, deadlineNanos: deadlineNanos) }
        return Current(id: id, call: .passUnretained(call))
    }

    /// A call's `start` is about to run.
    ///
    /// - Returns: The call within whose end this one is made, if any; for ``end(_:)``.
    @inline(__always)
    mutating func begin(_ call: Current) -> Current {
        let outer = current
        current = call
        return outer
    }

    /// Whether the caller of a call that was just begun still waits.
    @inline(__always)
    func isOpen(_ call: Current) -> Bool { table._withUnsafeGuaranteedRef { $0.isOpen(call.id) } }

    /// The `start` has returned. Whether the call ended within it, on this thread.
    @inline(__always)
    mutating func end(_ outer: Current) -> Bool {
        let hasEnded = current.id == 0
        current = outer
        return hasEnded
    }

    /// Ends the call of this id if its `start` runs on this thread, and nobody else has to do with it: what its end owes to the table, the
    /// gates and the counters is left to the end of `start`. Else nil, and the table knows what to do.
    @inline(__always)
    static func complete(
        _ id: hi_id, owner: UInt64, _ status: hi_status, _ answer: hi_bytes, _ error: UnsafePointer<hi_error>?
    ) -> hi_status? {
        guard let lane = linux_get_call_lane()?.assumingMemoryBound(to: CallLane.self), lane.pointee.current.id == id, id != 0,
            let call = lane.pointee.current.call, lane.pointee.table._withUnsafeGuaranteedRef({ $0.claimInPlace(id, owner: owner) })
        else { return nil }
        lane.pointee.current.id = 0
        return call._withUnsafeGuaranteedRef { $0.tell(status, answer, error) }
    }

    /// Takes back what a call had that ended before its `start` returned.
    @inline(__always)
    mutating func keep(_ call: Current) {
        guard let slot = table._withUnsafeGuaranteedRef({ $0.closeKeeping(call.id) }), let object = call.call else { return }
        if kept == nil { kept = Kept(slot: slot, call: object) } else { table._withUnsafeGuaranteedRef { $0.giveBack(slot) } }
    }

    /// Counts processor time of a call that has just returned for its instance's quota; brief calls' together, as soon as they are worth an
    /// atomic change.
    @inline(__always)
    mutating func spend(_ nanos: UInt64, of meter: UsageMeter, atNanos now: UInt64) {
        if owed?.meter !== meter {
            settle(atNanos: now)
            owed = Owed(meter: meter, nanos: 0)
        }
        let sum = owed!.nanos &+ nanos
        owed!.nanos = sum < Self.owedNanos ? sum : 0
        if sum >= Self.owedNanos { meter.recordCPU(nanos: sum, atNanos: now) }
    }

    /// So much may be owed by a thread at most.
    private static let owedNanos: UInt64 = 10_000

    private mutating func settle(atNanos now: UInt64) {
        guard let owed = owed.take(), owed.nanos > 0 else { return }
        owed.meter.recordCPU(nanos: owed.nanos, atNanos: now)
    }

    deinit {
        if let owed, owed.nanos > 0 { owed.meter.recordCPU(nanos: owed.nanos) }
        if let kept { table._withUnsafeGuaranteedRef { $0.giveBack(kept.slot) } }
    }

    private static func make() -> UnsafeMutablePointer<CallLane> {
        let lane = UnsafeMutablePointer<CallLane>.allocate(capacity: 1)
        lane.initialize(to: CallLane(PluginRuntime.shared))
        linux_set_call_lane(lane)
        pthread_setspecific(key, lane)
        return lane
    }

    /// Ends a thread's lane with the thread; while it lives, the C library's thread-local variable is the faster way to it.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let status = pthread_key_create(&key) { lane in
            guard let lane = lane?.assumingMemoryBound(to: CallLane.self) else { return }
            linux_set_call_lane(nil)
            lane.deinitialize(count: 1)
            lane.deallocate()
        }
        precondition(status == 0, "this process has no place for thread-specific data left")
        return key
    }()
}
