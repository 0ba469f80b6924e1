import PluginABI

/// What stands behind one id: a call that a plugin owes an answer to, or an operation that the host owes a result to.
protocol CallEntry: AnyObject, Sendable {
    /// The call on whose behalf this runs, or 0.
    var parent: hi_id { get }
    /// Itself, if it is a call and not an operation.
    var pluginCall: PluginCall? { get }
    /// The plugin's completion, after the id was claimed; `isLate` if the caller was answered before.
    func complete(_ id: hi_id, isLate: Bool, _ status: hi_status, _ answer: hi_bytes, _ error: UnsafePointer<hi_error>?) -> hi_status
    /// The deadline passed and the plugin's completion is late from now on; tell the caller. Called at most once; must not block.
    func expire(_ id: hi_id)
    /// Asks to end early; the end still comes through the table. Must not block.
    func cancel(_ id: hi_id)
}
