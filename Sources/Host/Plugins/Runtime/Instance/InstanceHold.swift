import Synchronization

/// Keeps an instance open for one call that was routed to it: until the call has begun, or this is let go, the instance does not end,
/// though another may have taken its place meanwhile.
///
/// Thread: any.
package final class InstanceHold: Sendable {
    package let instance: LiveInstance
    private let turn = FirstOnly()

    fileprivate init(_ instance: LiveInstance) { self.instance = instance }

    deinit { release() }

    /// The call has begun, or is not to begin any more.
    package func release() { if turn.take() { instance.calls.leave() } }
}

extension LiveInstance {
    /// Nil if the instance is ending: then a newer route table says who has taken its place, if anybody.
    package func hold() -> InstanceHold? { calls.enter(1) ? InstanceHold(self) : nil }
}
