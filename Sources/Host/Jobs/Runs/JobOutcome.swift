/// How one execution ended.
package enum JobOutcome: Hashable, Sendable {
    /// - Parameter summary: A JSON object for the history, or nil.
    case succeeded(summary: String?)
    /// Is retried if the policy has attempts left.
    case failed(message: String)
    case cancelled(reason: String)
    /// This host cannot run it now, another may: it goes back into the queue and counts as not tried.
    case notHere(reason: String)
}
