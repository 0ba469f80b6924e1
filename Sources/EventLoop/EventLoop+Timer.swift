extension EventLoop {
    /// Names one scheduled piece of work of one loop.
    package struct Timer: Sendable, Hashable {
        let identifier: UInt64
    }
}
