import PluginABI
import Synchronization

/// Lets a caller end a call early, whether or not its id is known yet. Thread: any; never blocks.
package final class CallTicket: Sendable {
    private static let cancelledEarly = hi_id.max

    private let id = Atomic<hi_id>(0)
    private let instance: LiveInstance

    init(_ instance: LiveInstance) { self.instance = instance }

    /// Asks the plugin to end the call. Its end still comes, within two seconds.
    package func cancel() {
        let found = id.exchange(Self.cancelledEarly, ordering: .acquiringAndReleasing)
        if found != 0, found != Self.cancelledEarly { instance.cancel(found) }
    }

    /// The call has this id from now on.
    func arm(_ call: hi_id) {
        if !id.compareExchange(expected: 0, desired: call, ordering: .acquiringAndReleasing).exchanged { instance.cancel(call) }
    }
}
