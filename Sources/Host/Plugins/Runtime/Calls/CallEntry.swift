import PluginABI

/// What stands behind one id: a call that a plugin owes an answer to, or an operation that the host owes a result to.
///
/// A class and no protocol: one word in its slot, which can be handed on without a change of its count of references.
class CallEntry: @unchecked Sendable {
    // Sendable: a constant; what subclasses add they prove themselves.

    /// The call on whose behalf this runs, or 0.
    let parent: hi_id

    init(parent: hi_id = 0) { self.parent = parent }

    /// Itself, if it is a call and not an operation.
    var pluginCall: PluginCall? { nil }

    /// The plugin's completion, after the id was claimed; `isLate` if the caller was answered before.
    func complete(_ id: hi_id, isLate: Bool, _ status: hi_status, _ answer: hi_bytes, _ error: UnsafePointer<hi_error>?) -> hi_status {
        // Nobody comes here for an operation: what the host owes is kept under a marked handle, by which no plugin can claim.
        PluginStatus.stale.rawValue
    }

    /// The deadline passed and the plugin's completion is late from now on; tell the caller. Called at most once; must not block.
    func expire(_ id: hi_id) {}

    /// Asks to end early; the end still comes through the table. Must not block.
    func cancel(_ id: hi_id) {}
}
