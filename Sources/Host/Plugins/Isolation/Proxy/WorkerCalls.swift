import PluginABI

/// The calls of an instance in a worker, those that wait for one included, and how long the plugin was at work on them. Pure.
///
/// Time in which a call waits for the host, such as for the rows of a statement, is not the plugin's. A round of device exchanges is: the
/// plugin reads the replies while it lasts.
struct WorkerCalls: Sendable {
    struct Call: Sendable {
        /// The call's own. A cancel does not move it: whoever is asked to end early may go on until then.
        let deadlineNanos: UInt64
        /// A process has it, or is just being given it.
        fileprivate(set) var isOwed = false
        /// The frame has gone.
        var isSent = false
        var isCancelWanted = false
        /// Its place among the calls of all tenants that the worker is at (``WorkerTurns``); nil while it needs none.
        fileprivate(set) var place: Int?
        /// Its `start` has returned; told only where calls have places until then.
        fileprivate var isReturned = false
        /// What began it, while it might be begun once more: where tenants share the process.
        fileprivate var message: [UInt8]?
        /// It was begun in a process that is gone.
        fileprivate(set) var isRepeated = false
        /// Of a job: it needs none ever.
        fileprivate(set) var isOfJob = false
        /// Operations on services that it waits for.
        fileprivate var awaited = 0

        fileprivate var isWorkedOn: Bool { isOwed && awaited == 0 }
    }

    /// A call that has ended while its `start` holds a thread still.
    private struct Returning {
        let deadlineNanos: UInt64
        let place: Int?
    }

    private var calls: [hi_id: Call] = [:]
    private var returning: [hi_id: Returning] = [:]
    /// Calls that are worked on, those that hold a thread beyond their end included, and the making of the instance.
    private var tasks = 0
    private var isMaking = false
    /// When the latest ended; 0 if none has.
    private(set) var endedNanos: UInt64 = 0
    private var workedNanos: UInt64 = 0
    private var countedNanos: UInt64 = 0

    /// All, those that wait for a worker and those that hold a thread beyond their end included.
    var count: Int { calls.count + returning.count }
    var isEmpty: Bool { count == 0 }
    /// Whether the plugin works on one that waits for nothing of the host, or makes the instance.
    var isAtWork: Bool { tasks > 0 }
    /// Those that a process has.
    var owed: [hi_id] { calls.filter(\.value.isOwed).map(\.key) }
    /// Of the calls that a process has, absolute: by then it should have ended them and given their threads back.
    var earliestDeadlineNanos: UInt64? {
        let open = calls.values.lazy.filter(\.isOwed).map(\.deadlineNanos).min()
        guard let held = returning.values.lazy.map(\.deadlineNanos).min() else { return open }
        return open.map { min($0, held) } ?? held
    }

    subscript(id: hi_id) -> Call? { calls[id] }

    /// A call came.
    ///
    /// - Parameters:
    ///   - isOwed: Whether a process gets it at once.
    ///   - place: The place that it has got.
    ///   - message: Kept, to begin it once more with.
    mutating func add(
        _ id: hi_id, deadlineNanos: UInt64, isOwed: Bool, isOfJob: Bool = false, place: Int? = nil, keeping message: [UInt8]? = nil,
        atNanos now: UInt64
    ) {
        calls[id] = Call(deadlineNanos: deadlineNanos, isOfJob: isOfJob)
        if isOwed { owe(id, place: place, keeping: message, atNanos: now) }
    }

    /// A process gets a call that waited.
    mutating func owe(_ id: hi_id, place: Int? = nil, keeping message: [UInt8]? = nil, atNanos now: UInt64) {
        change(id, atNanos: now) { call in
            call.isOwed = true
            call.place = place
            if !call.isRepeated { call.message = message }
        }
    }

    /// Takes a call back from a process that is gone, to give it to the next one; once.
    ///
    /// - Returns: Its message; nil if it is not to be begun again, and stays.
    mutating func takeBack(_ id: hi_id, atNanos now: UInt64) -> [UInt8]? {
        guard let call = calls[id], call.isOwed, !call.isCancelWanted, let message = call.message else { return nil }
        change(id, atNanos: now) { call in
            call = Call(deadlineNanos: call.deadlineNanos)
            call.isRepeated = true
        }
        return message
    }

    /// Takes its place from a call: nil if it has none.
    mutating func takePlace(_ id: hi_id) -> Int? { calls[id]?.place.take() }

    /// Gives a place to a call that goes on after it waited for the host, if it is one that needs it.
    mutating func givePlace(_ id: hi_id, _ make: (_ deadlineNanos: UInt64) -> Int) {
        guard let call = calls[id], call.isWorkedOn, !call.isOfJob, call.place == nil else { return }
        calls[id]?.place = make(call.deadlineNanos)
    }

    /// Its frame has gone.
    ///
    /// - Returns: Whether it was cancelled meanwhile.
    mutating func sent(_ id: hi_id) -> Bool {
        calls[id]?.isSent = true
        return calls[id]?.isCancelWanted == true
    }

    mutating func wantCancel(_ id: hi_id) { calls[id]?.isCancelWanted = true }

    /// It is over.
    @discardableResult
    mutating func remove(_ id: hi_id, atNanos now: UInt64) -> Call? {
        guard let call = calls.removeValue(forKey: id) else { return nil }
        endedNanos = max(endedNanos, now)
        if call.isWorkedOn { count(-1, atNanos: now) }
        return call
    }

    /// It is over, as far as its caller is concerned: if its `start` has not returned, it has its place until then.
    ///
    /// - Returns: The place that it gives back now.
    mutating func complete(_ id: hi_id, atNanos now: UInt64) -> Int? {
        guard let call = remove(id, atNanos: now) else { return nil }
        if call.isReturned { return call.place }
        returning[id] = Returning(deadlineNanos: call.deadlineNanos, place: call.place)
        count(1, atNanos: now)
        return nil
    }

    /// Its `start` has returned.
    ///
    /// - Returns: Whether there was one to return, and the place that it gives back.
    mutating func returned(_ id: hi_id, atNanos now: UInt64) -> (isAwaited: Bool, place: Int?) {
        if let call = returning.removeValue(forKey: id) {
            count(-1, atNanos: now)
            return (true, call.place)
        }
        guard let call = calls[id], call.isOwed, !call.isReturned else { return (false, nil) }
        calls[id]?.isReturned = true
        return (true, takePlace(id))
    }

    /// Their process is gone, and its threads with it.
    mutating func forgetReturning(atNanos now: UInt64) {
        count(-returning.count, atNanos: now)
        returning = [:]
    }

    /// A call begins to wait for an operation.
    mutating func beginWaiting(_ id: hi_id, atNanos now: UInt64) { change(id, atNanos: now) { $0.awaited += 1 } }

    /// An operation has ended that a call waited for.
    mutating func endWaiting(_ id: hi_id, atNanos now: UInt64) { change(id, atNanos: now) { $0.awaited = max(0, $0.awaited - 1) } }

    /// Whether the plugin makes the instance just now: work that no call is for.
    mutating func making(_ isMaking: Bool, atNanos now: UInt64) {
        guard isMaking != self.isMaking else { return }
        self.isMaking = isMaking
        count(isMaking ? 1 : -1, atNanos: now)
    }

    /// How long the plugin was at work since this was asked last, all that it worked on at once added up.
    mutating func takeWorkedNanos(atNanos now: UInt64) -> UInt64 {
        count(0, atNanos: now)
        defer { workedNanos = 0 }
        return workedNanos
    }

    private mutating func change(_ id: hi_id, atNanos now: UInt64, _ body: (inout Call) -> Void) {
        guard var call = calls[id] else { return }
        let before = call.isWorkedOn
        body(&call)
        calls[id] = call
        if call.isWorkedOn != before { count(before ? -1 : 1, atNanos: now) }
    }

    private mutating func count(_ change: Int, atNanos now: UInt64) {
        // The clock was read before the lock was had: it may be a little behind.
        if now > countedNanos {
            workedNanos &+= (now - countedNanos) &* UInt64(tasks)
            countedNanos = now
        }
        tasks += change
    }
}
