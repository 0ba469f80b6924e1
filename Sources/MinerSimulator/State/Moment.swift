/// One moment on the clocks that devices know.
struct Moment: Sendable {
    /// Of the simulator's loop.
    var nanos: UInt64
    var unixSeconds: Int
}
