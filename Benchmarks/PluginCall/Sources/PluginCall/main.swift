import CLinux
import Glibc
import PluginABI

/// Measures what it costs to call into a plugin and back: medians of 15 runs, after one that warms up.
struct Measurement {
    let host: Host
    let functions: hi_plugin_1
    let instance: UnsafeMutableRawPointer?

    init(library path: String) {
        host = Host()
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE), let symbol = dlsym(library, "hashinsight_plugin") else {
            fatalError(String(cString: dlerror()))
        }
        let table = symbol.assumingMemoryBound(to: hi_entry.self).pointee.get!(HI_PLUGIN_1)!.assumingMemoryBound(to: hi_plugin_1.self)
        functions = table.pointee
        var made: UnsafeMutableRawPointer?
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        let status = functions.create!(table, host.pointer, host.api, hi_bytes(), &made, &error)
        precondition(status == 0, "no instance: status \(status)")
        instance = made
    }

    static func nanos(_ clock: clockid_t = CLOCK_MONOTONIC) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Nanoseconds of this thread's processor time for one call that completes within `start`: others on the machine do not count.
    func synchronous(_ route: String, calls: Int) -> Double {
        let message = requestMessage(route)
        let start = functions.start!
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        return message.withUnsafeBufferPointer { buffer in
            let span = hi_bytes(data: buffer.baseAddress, count: buffer.count)
            let began = Self.nanos(CLOCK_THREAD_CPUTIME_ID)
            for call in 0..<UInt64(calls) {
                let status = start(instance, call, span, .max, &error)
                precondition(status == 0)
            }
            return Double(Self.nanos(CLOCK_THREAD_CPUTIME_ID) - began) / Double(calls)
        }
    }

    /// Nanoseconds of one asynchronous call, waited for by a task of the host's before the next.
    @concurrent func asynchronous(_ route: String, calls: Int) async -> Double {
        let message = requestMessage(route)
        let began = Self.nanos()
        for call in 0..<UInt64(calls) { await one(message, call) }
        return Double(Self.nanos() - began) / Double(calls)
    }

    /// Nanoseconds per asynchronous call with `calls` of them begun one after the other without waiting.
    @concurrent func pipelined(_ route: String, calls: Int) async -> Double {
        let message = requestMessage(route)
        let before = host.completions.load(ordering: .acquiring)
        let began = Self.nanos()
        for call in 0..<UInt64(calls) { begin(message, call) }
        while host.completions.load(ordering: .acquiring) - before < UInt64(calls) { await Task.yield() }
        return Double(Self.nanos() - began) / Double(calls)
    }

    func one(_ message: [UInt8], _ call: UInt64) async {
        await withUnsafeContinuation { continuation in
            host.waiter.withLock { $0 = continuation }
            begin(message, call)
        }
    }

    func begin(_ message: [UInt8], _ call: UInt64) {
        var error = hi_error()
        error.size = UInt32(MemoryLayout<hi_error>.size)
        let status = message.withUnsafeBufferPointer {
            functions.start!(instance, call, hi_bytes(data: $0.baseAddress, count: $0.count), .max, &error)
        }
        precondition(status == 0)
    }

    /// The longest time in nanoseconds that a task of the host's waited for its turn while two calls block the plugin's threads.
    @concurrent func delayWhileBlocked() async -> Double {
        let message = requestMessage("block")
        let before = host.completions.load(ordering: .acquiring)
        for call in 0..<2 as Range<UInt64> { begin(message, call) }
        var longest: UInt64 = 0
        while host.completions.load(ordering: .acquiring) - before < 2 {
            let began = Self.nanos()
            await Task.detached {}.value
            longest = max(longest, Self.nanos() - began)
            usleep(500)
        }
        return Double(longest)
    }
}

// The instance may be called from any thread, and the host is Sendable: so @unchecked holds.
extension Measurement: @unchecked Sendable {}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func report(_ name: String, _ unit: String, _ divisor: Double, _ values: [Double]) {
    func text(_ value: Double) -> String {
        let hundredths = Int((value / divisor * 100).rounded())
        return "\(hundredths / 100)." + String(hundredths % 100 + 100).dropFirst()
    }
    print("\(name): median \(text(median(values))) \(unit), minimum \(text(values.min()!)), maximum \(text(values.max()!))")
}

let executable = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4_096) { buffer in
    let count = readlink("/proc/self/exe", UnsafeMutableRawPointer(buffer.baseAddress!), buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
}
let folder = executable.split(separator: "/").dropLast().joined(separator: "/")
let measurement = Measurement(library: "/\(folder)/libNullPlugin.so")
let runs = 15

_ = measurement.synchronous("null", calls: 100_000)
report("synchronous call, null work", "ns", 1, (0..<runs).map { _ in measurement.synchronous("null", calls: 200_000) })
_ = measurement.synchronous("json", calls: 5_000)
report("synchronous call, 2 KB of JSON", "ns", 1, (0..<runs).map { _ in measurement.synchronous("json", calls: 20_000) })
_ = await measurement.asynchronous("async", calls: 2_000)
var waited: [Double] = []
for _ in 0..<runs { waited.append(await measurement.asynchronous("async", calls: 10_000)) }
report("asynchronous call, one at a time", "µs", 1_000, waited)
var begun: [Double] = []
for _ in 0..<runs { begun.append(await measurement.pipelined("async", calls: 20_000)) }
report("asynchronous call, many under way", "µs", 1_000, begun)
var delays: [Double] = []
for _ in 0..<5 { delays.append(await measurement.delayWhileBlocked()) }
report("longest wait of a host task while the plugin blocks", "µs", 1_000, delays)
