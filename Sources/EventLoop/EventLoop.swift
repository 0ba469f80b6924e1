internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread that waits on epoll: sockets, timers and work handed over from other threads.
///
/// Nothing that runs on the loop may block. The thread lives until `shutdown()`; a loop that is never shut down is never freed.
package final class EventLoop: Sendable {
    /// The thread's name, as `top -H` shows it (15 bytes at most).
    package let name: String
    private let inbox = Mutex(Inbox())
    private let threadIdentifier = Atomic<UInt>(0)
    private let nextTimerIdentifier = Atomic<UInt64>(1)
    private let wakeDescriptor: Int32
    /// Safe: touched by the loop's thread alone, which `precondition(isCurrent)` holds for every entry.
    private nonisolated(unsafe) let poller: Poller
    /// Safe: as `poller`.
    private nonisolated(unsafe) let timers = TimerQueue()

    /// Starts the thread.
    ///
    /// Throws `EventLoopError` when the kernel refuses a descriptor or a thread.
    package init(name: String) throws(EventLoopError) {
        self.name = name
        let poller = try Poller()
        let wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard wakeDescriptor >= 0 else { throw EventLoopError(.descriptor, "eventfd for loop \(name)", errno) }
        self.poller = poller
        self.wakeDescriptor = wakeDescriptor
        poller.addWakeUp(wakeDescriptor)

        var thread = pthread_t()
        let retained = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { @Sendable argument in
                guard let argument else { return nil }
                Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        guard status == 0 else {
            retained.release()
            throw EventLoopError(.thread, "thread for loop \(name)", status)
        }
        threadIdentifier.store(thread, ordering: .releasing)
    }

    deinit { close(wakeDescriptor) }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool { threadIdentifier.load(ordering: .acquiring) == pthread_self() }

    /// The monotonic clock (CLOCK_MONOTONIC) in nanoseconds: the clock of every deadline in this project.
    package static func nowNanos() -> UInt64 { linux_monotonic_nanos() }

    /// Runs `work` on the loop, soon, in the order of the calls.
    ///
    /// Thread: any; from the loop itself it runs in the next round. False once the loop has ended: the work will never run.
    @discardableResult
    package func execute(_ work: @escaping @Sendable () -> Void) -> Bool { post(.work(work)) }

    /// Runs `work` on the loop at `atNanos` of `nowNanos()` or shortly after; at once if that has passed.
    ///
    /// Thread: any. The timer holds `work` until it ran or was cancelled.
    @discardableResult
    package func schedule(atNanos: UInt64, _ work: @escaping @Sendable () -> Void) -> Timer {
        let timer = Timer(identifier: nextTimerIdentifier.wrappingAdd(1, ordering: .relaxed).oldValue)
        if isCurrent {
            timers.insert(timer.identifier, atNanos: atNanos, work)
        } else {
            post(.timer(timer.identifier, atNanos: atNanos, work))
        }
        return timer
    }

    /// Forgets a timer. One that has run, runs now or was cancelled is ignored.
    ///
    /// Thread: any; only from the loop itself is it sure that the work will not run.
    package func cancel(_ timer: Timer) {
        if isCurrent {
            timers.cancel(timer.identifier)
        } else {
            post(.cancelTimer(timer.identifier))
        }
    }

    /// Watches a descriptor, level triggered: `handler.ready` is called as long as the condition holds.
    ///
    /// Thread: this loop. The loop holds `handler` until `unregister`, which must come before the descriptor is closed. A descriptor that
    /// is registered already gets the new handler. A descriptor that epoll refuses is told by `ready(.error)` in the next round.
    package func register(_ descriptor: Int32, _ interest: Interest, _ handler: any EventHandler) {
        precondition(isCurrent, "register belongs on the loop")
        poller.register(descriptor, interest, handler)
    }

    /// Changes what a registered descriptor waits for; an unknown one is ignored. Thread: this loop.
    package func update(_ descriptor: Int32, _ interest: Interest) {
        precondition(isCurrent, "update belongs on the loop")
        poller.update(descriptor, interest)
    }

    /// Ends watching a descriptor: its handler is not called again, not even for an event already taken from the kernel. Thread: this loop.
    package func unregister(_ descriptor: Int32) {
        precondition(isCurrent, "unregister belongs on the loop")
        poller.unregister(descriptor)
    }

    /// Stops the thread and waits for its end; work already handed over runs first, timers and watched descriptors are dropped.
    ///
    /// Thread: any but the loop's own and the cooperative pool's (it joins). A second call does nothing.
    package func shutdown() {
        precondition(!isCurrent, "a loop cannot wait for its own end")
        let (first, wake) = inbox.withLock { inbox in
            let first = !inbox.isStopping
            inbox.isStopping = true
            let wake = inbox.isAsleep
            inbox.isAsleep = false
            return (first, wake)
        }
        guard first else { return }
        if wake { wakeUp() }
        pthread_join(threadIdentifier.load(ordering: .acquiring), nil)
        threadIdentifier.store(0, ordering: .releasing)
    }

    @discardableResult
    private func post(_ item: Inbox.Item) -> Bool {
        let (isTaken, wake) = inbox.withLock { inbox in
            guard !inbox.isStopped else { return (false, false) }
            inbox.items.append(item)
            let wake = inbox.isAsleep
            inbox.isAsleep = false
            return (true, wake)
        }
        if wake { wakeUp() }
        return isTaken
    }

    private func wakeUp() {
        eventfd_write(wakeDescriptor, 1)
    }

    private func run() {
        threadIdentifier.store(pthread_self(), ordering: .releasing)
        _ = linux_set_thread_name(name)
        linux_mark_host_thread()
        var batch: [Inbox.Item] = []
        while true {
            let nextTimer = timers.nextNanos
            let isStopping = inbox.withLock { inbox in
                swap(&batch, &inbox.items)
                // Going to sleep is told under the lock, so that whoever posts next knows that it must wake the loop.
                inbox.isAsleep = batch.isEmpty && !inbox.isStopping
                if batch.isEmpty && inbox.isStopping { inbox.isStopped = true }
                return inbox.isStopping
            }
            if batch.isEmpty && isStopping { break }
            for item in batch { perform(item) }
            let mayWait = batch.isEmpty
            batch.removeAll(keepingCapacity: batch.capacity <= 4096)
            poller.wait(untilNanos: mayWait ? nextTimer : 0, wakeDescriptor: wakeDescriptor)
            timers.runDue(nowNanos: EventLoop.nowNanos())
        }
        timers.removeAll()
        poller.removeAll()
    }

    private func perform(_ item: Inbox.Item) {
        switch item {
        case .work(let work): work()
        case .timer(let identifier, let atNanos, let work): timers.insert(identifier, atNanos: atNanos, work)
        case .cancelTimer(let identifier): timers.cancel(identifier)
        }
    }
}
