import Glibc
import PluginABI
import Synchronization

/// The instance's way to the host, with a gate: nothing goes through after `close`, and `close` waits for what is inside.
///
/// That makes `destroy` safe whatever a plugin's detached tasks still do.
// The pointer is the host's handle, which any thread may use until `destroy` returns (base.h); the gate keeps it until then. The condition
// variable and mutex are heap memory of this object's, freed in deinit. All else is constant or atomic. So @unchecked Sendable holds.
final class HostHandle: @unchecked Sendable {
    let services: ServiceTables
    private let host: OpaquePointer
    private let api: hi_host_api
    /// Twice the number of uses under way, plus 1 once closed.
    private let uses = Atomic<Int>(0)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let drained = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(host: OpaquePointer, api: hi_host_api) {
        self.host = host
        self.api = api
        services = ServiceTables(host: host, api: api)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(drained, nil)
    }

    deinit {
        pthread_cond_destroy(drained)
        pthread_mutex_destroy(mutex)
        drained.deallocate()
        mutex.deallocate()
    }

    /// Calls `body` with the host's handle. Throws `.cancelled` after `close`.
    @inline(__always)
    func use<Result>(_ body: (OpaquePointer) throws(PluginError) -> Result) throws(PluginError) -> Result {
        try enter()
        defer { leave() }
        return try body(host)
    }

    /// Holds the gate open for an operation that ends later; each success is followed by exactly one `leave`.
    func enter() throws(PluginError) {
        let before = uses.add(2, ordering: .acquiring).oldValue
        guard before & 1 == 0 else {
            leave()
            throw PluginError(.cancelled, "The plugin was disabled for this tenant.")
        }
    }

    func leave() {
        let after = uses.subtract(2, ordering: .acquiringAndReleasing).newValue
        guard after == 1 else { return }
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(drained)
        pthread_mutex_unlock(mutex)
    }

    /// The handle for a caller that is inside the gate.
    var pointer: OpaquePointer { host }

    /// Closes the gate and waits until all are out. Blocks; only `destroy` calls it, on a host thread made for that.
    func close() {
        _ = uses.bitwiseOr(1, ordering: .acquiringAndReleasing)
        pthread_mutex_lock(mutex)
        while uses.load(ordering: .acquiring) != 1 { pthread_cond_wait(drained, mutex) }
        pthread_mutex_unlock(mutex)
    }

    /// Ends a call. The only caller is `CallCompletion`, which cannot be used twice.
    ///
    /// `withinStart` says that the host is still inside `start` and so cannot destroy the instance: the gate is not needed.
    func complete(_ call: UInt64, _ outcome: Result<[UInt8], PluginError>, withinStart: Bool) {
        guard let complete = api.complete, withinStart || (try? enter()) != nil else { return }
        defer { if !withinStart { leave() } }
        switch outcome {
        case .success(let answer):
            _ = answer.withABIBytes { complete(host, call, Int32(HI_OK), $0, nil) }
        case .failure(let error):
            var abiError = error.abiError
            _ = complete(host, call, error.code.rawValue, hi_bytes(data: nil, count: 0), &abiError)
        }
    }
}
