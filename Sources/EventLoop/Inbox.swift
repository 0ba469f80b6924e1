/// What other threads have handed to a loop and the loop has not taken yet; guarded by the loop's mutex.
struct Inbox {
    enum Item: Sendable {
        case work(@Sendable () -> Void)
        case timer(UInt64, atNanos: UInt64, @Sendable () -> Void)
        case cancelTimer(UInt64)
    }

    var items: [Item] = []
    /// The loop waits in epoll (or is about to) and must be woken by the eventfd.
    var isAsleep = false
    var isStopping = false
    /// The thread takes nothing any more.
    var isStopped = false
}
