import Foundation
import HostData
import HostPlugins
import HostTenancy
import Logging

// WorkerCall LIBRARY: figures of one instance in a worker, and of one in this process, as lines of `name value` in nanoseconds.
// WorkerCall LIBRARY in-host: the latter alone.
LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
let library = CommandLine.arguments[1]
let manifest = try ManifestReader.read(
    """
    id: null_plugin
    name: Null
    version: 1.0.0
    abi: "1.0"
    library: libnull.so
    toolchain: c
    calls: inline
    worker_safe: true
    routes: [{name: "null", method: GET, path: /api/v1/null_plugin/null, role: guest}]
    """)
let pool = WorkerPool(logger: Logger(label: "benchmark"))
let plugin = LoadedPlugin(
    RunnablePlugin(manifest: manifest, libraryPath: library, isolation: PluginIsolation(mode: .worker, sharing: .tenant)), library: nil,
    logger: Logger(label: "benchmark"))
let tenant = TenantContext(tenantId: "alpha", key: TenantKey(provider: 1, client: 1))
if CommandLine.arguments.last == "in-host" {
    try await printInHost()
    exit(0)
}
printSpread("start_to_first_answer", try await starts(rounds: 20))
let instance = try await make(tenant)
let measurement = CallMeasurement(instance: instance)
_ = await measurement.calls(20_000, width: 1)
let alone = await runs(width: 1)
printSpread("one_caller", alone.each)
let sixteen = await runs(width: 16)
printSpread("sixteen_in_flight_each", sixteen.each)
print("sixteen_in_flight", sixteen.perCall)
printSpread("paced", await measurement.paced(50_000, perSecond: 10_000))
await instance.close()
try await printInHost()
printSpread("crash_noticed", try await crashes(rounds: 20))
await pool.close()

/// Prints median and p99, both by nearest rank: of 20 the p99 is the longest.
func printSpread(_ name: String, _ nanos: [UInt64]) {
    let sorted = nanos.sorted()
    for percent in [50, 99] { print("\(name)_p\(percent)", sorted[max(1, (sorted.count * percent + 99) / 100) - 1]) }
}

func make(_ tenant: TenantContext) async throws -> LiveInstance {
    try await LiveInstance.create(plugin, in: pool, for: tenant, kind: "client", settingsJSON: "{}", services: InstanceServices())
}

/// A tenant for itself: each has a worker of its own, and one that crashed is started again after a pause only.
func neighbour(_ number: Int) -> TenantContext {
    TenantContext(tenantId: "neighbour-\(number)", key: TenantKey(provider: 1, client: UInt32(1 + number)))
}

/// The time of each start of a worker, to its first answer.
func starts(rounds: Int) async throws -> [UInt64] {
    var each: [UInt64] = []
    for round in 1...rounds {
        let began = CallMeasurement.nanos()
        let instance = try await make(neighbour(round))
        _ = try await instance.handle(CallMeasurement.request)
        each.append(CallMeasurement.nanos() - began)
        await instance.close()
    }
    return each
}

/// Each call of seven runs, and the median run's time divided by its calls.
func runs(width: Int) async -> (each: [UInt64], perCall: UInt64) {
    var calls: [UInt64] = []
    var runs: [UInt64] = []
    for _ in 0..<7 {
        let run = await measurement.calls(20_000, width: width)
        calls += run.each
        runs.append(run.all / 20_000)
    }
    return (calls, runs.sorted()[runs.count / 2])
}

/// The processor time of a call to the same library in this process, where it answers within `start`: the means of blocks of 1,000 calls.
func printInHost() async throws {
    let plugin = LoadedPlugin(RunnablePlugin(manifest: manifest, libraryPath: library), library: nil, logger: Logger(label: "benchmark"))
    let instance = try await LiveInstance.create(plugin, for: tenant, kind: "client", settingsJSON: "{}", services: InstanceServices())
    let measurement = CallMeasurement(instance: instance)
    _ = measurement.bare(100_000)
    printSpread("in_host", (0..<2_000).map { _ in measurement.bare(1_000) / 1_000 })
    printSpread("in_host_with_request", (0..<2_000).map { _ in measurement.immediate(1_000) / 1_000 })
    await instance.close()
}

/// The times from a call whose plugin crashes to the error that its caller gets.
func crashes(rounds: Int) async throws -> [UInt64] {
    var each: [UInt64] = []
    for round in 1...rounds {
        let doomed = try await make(neighbour(100 + round))
        _ = try await doomed.handle(CallMeasurement.request)
        let began = CallMeasurement.nanos()
        guard (try? await doomed.handle(CallMeasurement.crash)) == nil else { throw StillAlive() }
        each.append(CallMeasurement.nanos() - began)
        await doomed.close()
    }
    return each
}

/// The plugin answered instead of crashing.
struct StillAlive: Error {}
