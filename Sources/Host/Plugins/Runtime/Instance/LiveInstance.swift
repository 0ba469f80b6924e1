package import HostData
import PluginABI
import Synchronization

/// A plugin running for one tenant. Made by ``create(_:for:kind:settings:limits:services:)``, ended by ``close(limitNanos:)``.
///
/// Thread: any, for every function; none blocks.
package final class LiveInstance: Sendable {
    /// How long an HTTP call may take at most.
    package static let httpLimitNanos: UInt64 = 30_000_000_000
    /// A cancelled call that has not ended by itself after this long is ended for its caller.
    package static let cancelGraceNanos: UInt64 = 2_000_000_000

    package let plugin: LoadedPlugin
    package let tenant: TenantContext
    /// `provider` or `client`.
    package let tenantKind: String

    let handle: UInt64
    /// In this process or in a worker.
    let code: PluginCode
    let services: InstanceServices
    /// Calls under way, two shares each: one until `start` returned, one until the plugin completed. The meter's, which counts them too.
    let calls: DrainGate
    /// Operations that the plugin started on the host's services.
    let operations = DrainGate()
    /// The plugin's own pointer, written once before the first call.
    let pointer = Atomic<UInt>(0)
    /// When the plugin last began a change without saying for which call; 0 if it never did.
    let strayChangeNanos = Atomic<UInt64>(0)
    /// With what to end the jobs under way when the instance is switched off.
    let jobTickets = Mutex<[ObjectIdentifier: CallTicket]>([:])

    /// - Parameter handle: Reserved for it, and not yet bound.
    init(_ plugin: LoadedPlugin, for tenant: TenantContext, kind: String, services: InstanceServices, handle: UInt64, code: PluginCode) {
        self.plugin = plugin
        self.tenant = tenant
        self.services = services
        calls = services.meter.calls
        tenantKind = kind
        self.handle = handle
        self.code = code
    }

    var host: OpaquePointer { OpaquePointer(bitPattern: UInt(handle))! }

    /// Calls and operations under way.
    package var underWay: Int { (calls.count + 1) / 2 + operations.count }

    /// Marks operations in the call table, so that a plugin cannot complete its own operation.
    var operationOwner: UInt64 { handle | 1 }
}
