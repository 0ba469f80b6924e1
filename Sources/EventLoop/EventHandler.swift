/// Whoever owns a descriptor that a loop watches.
package protocol EventHandler: AnyObject {
    /// Called on the loop with what came. Must not block; may register, update and unregister any descriptor, its own included.
    ///
    /// After `hangup` or `error` the handler must unregister, or it is called again at once.
    func ready(_ events: Interest)
}
