/// The call that the current task works for.
public struct CallContext: Sendable {
    @TaskLocal static var current: CallContext?

    let id: UInt64

    /// When the host gives up on this call: monotonic nanoseconds.
    public let deadlineNanos: UInt64

    /// The deadline of the call that the current task works for, in monotonic nanoseconds; nil outside of one.
    public static var deadlineNanos: UInt64? { current?.deadlineNanos }
}
