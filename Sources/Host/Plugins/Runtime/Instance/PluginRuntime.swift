import CLinux
import PluginABI
import Synchronization

/// What all instances of this process share: the table of calls, the watch over deadlines, and the handles.
///
/// One for the process, because the contract's functions carry a handle and no other context.
package final class PluginRuntime: Sendable {
    package static let shared = PluginRuntime()

    let table = CallTable()
    let watch: DeadlineWatch
    let handles = HandleTable()

    private init() {
        watch = DeadlineWatch(table: table)
        // Until it is done, and where no thread can be had, calls are timed by the kernel's clock.
        _ = PluginThread.start(name: "ticks", detached: true) { linux_measure_ticks() }
    }
}
