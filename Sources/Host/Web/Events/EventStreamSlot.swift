/// A place among the open event streams, given back when it is closed or forgotten.
///
/// A client that goes before its answer begins leaves a body that is never written: then forgetting is all that happens. Any thread.
final class EventStreamSlot: Sendable {
    private let id: UInt64
    private let registry: EventStreamRegistry

    init(_ id: UInt64, in registry: EventStreamRegistry) {
        self.id = id
        self.registry = registry
    }

    deinit { close() }

    /// Gives the place back; again does nothing.
    func close() { registry.close(id) }
}
