import Foundation
import PluginABI
import Synchronization

@testable import PluginKit

/// A small host over the real contract: the plugin's side is what is tested, with nothing put in its place.
///
/// What the services do is told by `script`; what the plugin did is recorded.
// All that changes is in the mutex; the tables are written in `init` alone. So @unchecked Sendable holds.
final class ScriptedHost: @unchecked Sendable {
    /// How a call or an operation ended.
    struct Ending: Sendable {
        var status: Int32
        var bytes: [UInt8]
        var message: String
    }

    /// What the database does with a batch.
    enum Answer: Sendable {
        case now([UInt8])
        case later([UInt8])
        case failNow(PluginError)
        case refuse(PluginError)
        /// Until cancelled or released.
        case hold
    }

    struct Held: Sendable {
        var context: UInt
        var onResult: @Sendable (UInt, UInt64, Int32, [UInt8]) -> Void
    }

    struct State {
        var answer = Answer.hold
        var endings: [UInt64: [Ending]] = [:]
        var waiters: [UInt64: CheckedContinuation<Ending, Never>] = [:]
        var batches: [[UInt8]] = []
        /// Of requests to hosts outside.
        var deadlines: [UInt64] = []
        var held: [UInt64: Held] = [:]
        var nextOperation: UInt64 = 1
        var cancelled: [UInt64] = []
        /// Functions of the cache, in the order of their calls.
        var cacheUses: [String] = []
        var acknowledged: [UInt32] = []
        var log: [String] = []
        var events: [(topic: String, payload: String)] = []
        var metrics: [(name: String, value: Double)] = []
        var progress: [(call: UInt64, fraction: Double, note: String)] = []
        var calls: [UInt64] = []
        var deviceBatches: [[UInt8]] = []
        var holdDevices = false
    }

    let state = Mutex(State())
    let granted: Set<String>
    /// Storage of the api and the tables, with room behind each for a `size` that says more than this build knows.
    private let memory: UnsafeMutableRawPointer
    static let tableRoom = 256

    /// `apiSize` and `tableSizes` replace the sizes told; bytes beyond the structs are garbage on purpose.
    init(granted: Set<String> = ScriptedHost.allServices, apiSize: UInt32? = nil, tableSizes: [String: UInt32] = [:]) {
        self.granted = granted
        memory = .allocate(byteCount: Self.tableRoom * 13, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0xAB, count: Self.tableRoom * 12)
        put(0, hi_host_api(size: 24, reserved: 0, service: HostFunctions.service, complete: HostFunctions.complete), apiSize)
        put(1, HostFunctions.database, tableSizes[HI_DB_1])
        put(2, HostFunctions.devices, tableSizes[HI_DEVICE_1])
        put(3, HostFunctions.events, tableSizes[HI_EVENTS_1])
        put(4, HostFunctions.jobs, tableSizes[HI_JOBS_1])
        put(5, HostFunctions.log, tableSizes[HI_LOG_1])
        put(6, HostFunctions.clock, tableSizes[HI_CLOCK_1])
        put(7, HostFunctions.metrics, tableSizes[HI_METRICS_1])
        put(8, HostFunctions.http, tableSizes[HI_HTTP_1])
        put(9, HostFunctions.mail, tableSizes[HI_MAIL_1])
        put(10, HostFunctions.cache, tableSizes[HI_CACHE_1])
        put(11, HostFunctions.notary, tableSizes[HI_NOTARY_1])
    }

    deinit { memory.deallocate() }

    static let allServices = Set(order)
    private static let order = [
        HI_DB_1, HI_DEVICE_1, HI_EVENTS_1, HI_JOBS_1, HI_LOG_1, HI_CLOCK_1, HI_METRICS_1, HI_HTTP_1, HI_MAIL_1,
        HI_CACHE_1, HI_NOTARY_1,
    ]

    private func put<Table>(_ index: Int, _ table: Table, _ size: UInt32?) {
        let place = memory + index * Self.tableRoom
        place.storeBytes(of: table, as: Table.self)
        if let size { place.storeBytes(of: size, as: UInt32.self) }
    }

    var pointer: OpaquePointer { OpaquePointer(Unmanaged.passUnretained(self).toOpaque()) }
    var api: UnsafePointer<hi_host_api> { UnsafePointer(memory.assumingMemoryBound(to: hi_host_api.self)) }

    func table(_ id: String) -> UnsafeRawPointer? {
        guard granted.contains(id), let index = Self.order.firstIndex(of: id) else { return nil }
        return UnsafeRawPointer(memory + (index + 1) * Self.tableRoom)
    }

    static func from(_ pointer: OpaquePointer) -> ScriptedHost {
        Unmanaged<ScriptedHost>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    func script(_ answer: Answer) { state.withLock { $0.answer = answer } }

    /// The ending of a call, waited for if it has not come.
    func ending(of call: UInt64) async -> Ending {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Ending? in
                if let ending = state.endings[call]?.first { return ending }
                state.waiters[call] = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func completionCount(of call: UInt64) -> Int { state.withLock { $0.endings[call]?.count ?? 0 } }

    /// Ends a held operation with success.
    func release(_ operation: UInt64, _ bytes: [UInt8]) {
        let held = state.withLock { $0.held.removeValue(forKey: operation) }
        held?.onResult(held!.context, operation, Int32(HI_OK), bytes)
    }

    /// Waits until `condition` holds of the record; the test's own time limit ends a wait that never does.
    func waitUntil(_ condition: @Sendable (State) -> Bool) async {
        while !state.withLock({ condition($0) }) { await Task.yield() }
    }
}
