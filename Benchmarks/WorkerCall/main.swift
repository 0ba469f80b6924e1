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
let began = CallMeasurement.nanos()
let instance = try await LiveInstance.create(
    plugin, in: pool, for: tenant, kind: "client", settingsJSON: "{}", services: InstanceServices())
let measurement = CallMeasurement(instance: instance)
_ = try await instance.handle(CallMeasurement.request)
print("start_to_first_answer", CallMeasurement.nanos() - began)
_ = await measurement.calls(20_000, width: 1)
let alone = await spread(width: 1)
print("one_caller", alone.median)
print("one_caller_p99", alone.p99)
print("sixteen_in_flight", await spread(width: 16).perCall)
let paced = await measurement.paced(50_000, perSecond: 10_000).sorted()
print("paced_p50", paced[paced.count / 2])
print("paced_p99", paced[paced.count * 99 / 100])

/// Median and p99 of the calls of seven runs, and the median run's time divided by its calls.
func spread(width: Int) async -> (median: UInt64, p99: UInt64, perCall: UInt64) {
    var calls: [UInt64] = []
    var runs: [UInt64] = []
    for _ in 0..<7 {
        let run = await measurement.calls(20_000, width: width)
        calls += run.each
        runs.append(run.all / 20_000)
    }
    calls.sort()
    return (calls[calls.count / 2], calls[calls.count * 99 / 100], runs.sorted()[runs.count / 2])
}
await instance.close()
try await printInHost()
print("crash_noticed", try await longestCrash(rounds: 10))
await pool.close()

/// The processor time of a call to the same library in this process, where it answers within `start`: of seven runs of 200,000 the median.
func printInHost() async throws {
    let plugin = LoadedPlugin(RunnablePlugin(manifest: manifest, libraryPath: library), library: nil, logger: Logger(label: "benchmark"))
    let instance = try await LiveInstance.create(plugin, for: tenant, kind: "client", settingsJSON: "{}", services: InstanceServices())
    let measurement = CallMeasurement(instance: instance)
    let bare = (0..<7).map { _ in measurement.bare(200_000) / 200_000 }.sorted()
    let whole = (0..<7).map { _ in measurement.immediate(200_000) / 200_000 }.sorted()
    await instance.close()
    print("in_host", bare[bare.count / 2])
    print("in_host_with_request", whole[whole.count / 2])
}

/// The longest time from a call whose plugin crashes to the error that its caller gets.
func longestCrash(rounds: Int) async throws -> UInt64 {
    var longest: UInt64 = 0
    for round in 1...rounds {
        // A tenant each: a worker that crashed is started again after a pause.
        let tenant = TenantContext(tenantId: "doomed-\(round)", key: TenantKey(provider: 1, client: UInt32(1 + round)))
        let doomed = try await LiveInstance.create(
            plugin, in: pool, for: tenant, kind: "client", settingsJSON: "{}", services: InstanceServices())
        _ = try await doomed.handle(CallMeasurement.request)
        let began = CallMeasurement.nanos()
        guard (try? await doomed.handle(CallMeasurement.crash)) == nil else { throw StillAlive() }
        longest = max(longest, CallMeasurement.nanos() - began)
        await doomed.close()
    }
    return longest
}

/// The plugin answered instead of crashing.
struct StillAlive: Error {}
