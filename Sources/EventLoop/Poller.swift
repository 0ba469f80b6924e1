internal import CLinux
internal import Glibc

/// The epoll instance of one loop and the handlers of its descriptors. Belongs to the loop's thread.
final class Poller {
    private struct Slot {
        var handler: any EventHandler
        var generation: UInt32
        var interest: Interest
    }

    private static let eventCapacity = 256

    private let descriptor: Int32
    /// Index: descriptor. The generation in the kernel's event must equal the slot's, so that an event of a closed descriptor cannot
    /// reach the handler of the next one with that number.
    private var slots: [Slot?] = []
    private var lastGeneration: UInt32 = 0
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: Poller.eventCapacity)
    private var refused: [(descriptor: Int32, generation: UInt32)] = []

    init() throws(EventLoopError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else {
            let code = errno
            events.deallocate()
            throw EventLoopError(.descriptor, "epoll instance", code)
        }
    }

    deinit {
        close(descriptor)
        events.deallocate()
    }

    /// Generation 0 is the wake-up descriptor's; handlers start at 1.
    func addWakeUp(_ wakeDescriptor: Int32) {
        _ = control(EPOLL_CTL_ADD, wakeDescriptor, .read, generation: 0)
    }

    func register(_ descriptor: Int32, _ interest: Interest, _ handler: any EventHandler) {
        guard descriptor >= 0 else {
            handler.ready(.error)
            return
        }
        lastGeneration = lastGeneration == .max ? 1 : lastGeneration + 1
        while slots.count <= Int(descriptor) { slots.append(nil) }
        slots[Int(descriptor)] = Slot(handler: handler, generation: lastGeneration, interest: interest)
        if control(EPOLL_CTL_ADD, descriptor, interest, generation: lastGeneration) { return }
        if errno == EEXIST && control(EPOLL_CTL_MOD, descriptor, interest, generation: lastGeneration) { return }
        refused.append((descriptor, lastGeneration))
    }

    func update(_ descriptor: Int32, _ interest: Interest) {
        guard descriptor >= 0, Int(descriptor) < slots.count, let slot = slots[Int(descriptor)], slot.interest != interest else { return }
        slots[Int(descriptor)]?.interest = interest
        _ = control(EPOLL_CTL_MOD, descriptor, interest, generation: slot.generation)
    }

    func unregister(_ descriptor: Int32) {
        guard descriptor >= 0, Int(descriptor) < slots.count, slots[Int(descriptor)] != nil else { return }
        slots[Int(descriptor)] = nil
        _ = epoll_ctl(self.descriptor, EPOLL_CTL_DEL, descriptor, nil)
    }

    func removeAll() {
        slots.removeAll()
    }

    /// Waits for events until `untilNanos` (nil: without end, 0: not at all) and calls their handlers.
    func wait(untilNanos: UInt64?, wakeDescriptor: Int32) {
        let count = epoll_wait(descriptor, events, Int32(Poller.eventCapacity), timeoutMilliseconds(untilNanos))
        if count > 0 {
            for index in 0..<Int(count) {
                let event = events[index]
                let key = event.data.u64
                let generation = UInt32(key >> 32)
                let ready = UInt32(truncatingIfNeeded: key)
                guard generation != 0 else {
                    var value: eventfd_t = 0
                    eventfd_read(wakeDescriptor, &value)
                    continue
                }
                deliver(Interest(epoll: event.events), descriptor: Int32(bitPattern: ready), generation: generation)
            }
        }
        if !refused.isEmpty {
            let told = refused
            refused.removeAll()
            for entry in told { deliver(.error, descriptor: entry.descriptor, generation: entry.generation) }
        }
    }

    private func deliver(_ ready: Interest, descriptor: Int32, generation: UInt32) {
        guard Int(descriptor) < slots.count, let slot = slots[Int(descriptor)], slot.generation == generation else { return }
        slot.handler.ready(ready)
    }

    private func timeoutMilliseconds(_ untilNanos: UInt64?) -> Int32 {
        guard refused.isEmpty else { return 0 }
        guard let untilNanos else { return -1 }
        guard untilNanos > 0 else { return 0 }
        let now = EventLoop.nowNanos()
        guard untilNanos > now else { return 0 }
        // Rounded up: a timer never comes early, and the loop does not spin through its last millisecond.
        return Int32(min((untilNanos - now + 999_999) / 1_000_000, 3_600_000))
    }

    private func control(_ operation: Int32, _ target: Int32, _ interest: Interest, generation: UInt32) -> Bool {
        var event = epoll_event()
        event.events = interest.epoll
        event.data.u64 = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: target))
        return epoll_ctl(descriptor, operation, target, &event) == 0
    }
}
