import Synchronization

/// The scripted hosts of this process by their handles: a handle is a name, nothing lies behind it.
enum HostRegistry {
    private static let hosts = Mutex<[UInt: ScriptedHost]>([:])
    private static let strays = Mutex<Finding?>(nil)

    static func add(_ host: ScriptedHost) { hosts.withLock { $0[UInt(bitPattern: host.handle)] = host } }

    static func remove(_ host: ScriptedHost) { hosts.withLock { _ = $0.removeValue(forKey: UInt(bitPattern: host.handle)) } }

    /// The host of a handle, if it may be used; nil, and a note, if not.
    static func host(_ handle: OpaquePointer, calling function: StaticString) -> ScriptedHost? {
        guard let host = hosts.withLock({ $0[UInt(bitPattern: handle)] }) else {
            strays.withLock {
                $0 = $0 ?? Finding("\(function) was called with a handle that the host did not give", expected: "the handle from create")
            }
            return nil
        }
        guard !host.state.withLock({ $0.isDead }) else {
            host.violation(
                "\(function) was called after destroy had returned", expected: "the plugin must not use `host` after destroy returns")
            return nil
        }
        return host
    }

    /// Throws if a handle was used that no host has.
    static func check() throws(Finding) { if let stray = strays.withLock({ $0 }) { throw stray } }
}
