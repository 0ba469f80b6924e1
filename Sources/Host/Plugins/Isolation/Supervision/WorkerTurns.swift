import EventLoop
import PluginABI
import Synchronization

/// Whose call goes next into a worker that tenants share, by the same turns as on a plugin's threads in the host (``ThreadTurns``): one
/// tenant's calls do not fill the worker however many they are and however long they take, and the others' pass them.
///
/// A call has a place while the plugin is at work on it. Where `start` may block (`calls: threads`) that is until it has returned, also
/// beyond the call's end; where it may not, until the call has ended or waits for the host; what the host answers it goes on with, whatever the
/// others have. Runs of jobs
/// need no place: the tenant's slots bound them, and they may last for hours.
///
/// One for each life of a worker: what a process had ends with it, and what waited for a turn stays with its instance and asks anew.
///
/// Thread: any; nothing blocks.
final class WorkerTurns: Sendable {
    private struct State {
        var turns: ThreadTurns<WorkerInstance>
        /// When somebody looks whose calls take long.
        var lookNanos = UInt64.max
    }

    /// Whether a call gives its place back when its `start` has returned; else when it waits for the host.
    let isByStart: Bool
    private let loop: EventLoop
    private let state: Mutex<State>

    /// - Parameter isInline: Whether the plugin's calls run on the worker's reading thread: then its code does not block there.
    init(isInline: Bool, loop: EventLoop) {
        isByStart = !isInline
        self.loop = loop
        state = Mutex(State(turns: ThreadTurns(Self.limits(isInline: isInline))))
    }

    /// A worker that owes a completion or a thread for long beyond the deadline is ended, so nobody is stuck here.
    static func limits(isInline: Bool) -> ThreadTurns<WorkerInstance>.Limits {
        var limits = ThreadTurns<WorkerInstance>.Limits()
        limits.graceNanos = .max
        limits.waiting = .max
        guard isInline else { return limits }
        // They hold no threads, so there is an end to those that take long only by tenant.
        limits.width = 8
        limits.maximum = .max
        return limits
    }

    /// A place at once, if nobody waits for one and the owner may have one more.
    func begin(of owner: Int64, deadlineNanos: UInt64, atNanos now: UInt64) -> Int? {
        state.withLock { $0.turns.begin(of: owner, deadlineNanos: deadlineNanos, atNanos: now) }
    }

    /// Puts a call of an instance in its owner's line: ``WorkerInstance/takeTurn(_:_:)`` tells which, when its turn has come. ``go()`` is to
    /// follow.
    func enter(_ instance: WorkerInstance, of owner: Int64) {
        // The instance bounds its own line, and knows the deadlines.
        _ = state.withLock { $0.turns.enter(instance, of: owner, deadlineNanos: .max) }
    }

    /// A place for a call that had one before and goes on. It may keep others waiting, so somebody looks how long it does.
    func goOn(of owner: Int64, deadlineNanos: UInt64, atNanos now: UInt64) -> Int {
        let (place, look) = state.withLock { state in
            (state.turns.hold(of: owner, deadlineNanos: deadlineNanos, atNanos: now), planLook(&state))
        }
        schedule(look)
        return place
    }

    /// Gives a place back, if there is one, and sends what may be sent then. Not under the lock of an instance.
    func giveBack(_ place: Int?) {
        guard let place else { return }
        let isAwaited = state.withLock { state in
            state.turns.end(place)
            return state.turns.waitingOwners > 0
        }
        // Also where nobody may begin: somebody is to look when that changes.
        if isAwaited { go() }
    }

    /// Sends what may be sent now. Not under the lock of an instance.
    func go() {
        while let turn = next() {
            // Its call was cancelled, its deadline passed, or the instance has ended.
            if !turn.work.takeTurn(turn.place, self) { state.withLock { $0.turns.end(turn.place) } }
        }
    }

    private func next() -> ThreadTurns<WorkerInstance>.Turn? {
        let (turn, look): (ThreadTurns<WorkerInstance>.Turn?, UInt64?) = state.withLock { state in
            let turn = state.turns.next(atNanos: monotonicNanos())
            return (turn, planLook(&state))
        }
        schedule(look)
        return turn
    }

    /// When somebody is to look, unless nobody waits or there will be a look by then.
    private func planLook(_ state: inout State) -> UInt64? {
        guard state.turns.waitingOwners > 0, let next = state.turns.nextLookNanos, next < state.lookNanos else { return nil }
        state.lookNanos = next
        return next
    }

    private func schedule(_ look: UInt64?) {
        guard let look else { return }
        loop.schedule(atNanos: look) { [weak self] in self?.look() }
    }

    private func look() {
        state.withLock { state in
            state.lookNanos = .max
            _ = state.turns.look(atNanos: monotonicNanos())
        }
        go()
    }
}
