/// How an instance that should run is doing on this host.
package enum InstanceState: Sendable, Hashable {
    /// Being created.
    case starting
    case serving
    /// Not served, and why, for the operator; tried again from time to time.
    case failed(reason: String)
}
