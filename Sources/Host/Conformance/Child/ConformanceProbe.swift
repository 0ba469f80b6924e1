import CProbe
import Foundation
import Glibc
import HostPlugins

/// The child process of one case.
package enum ConformanceProbe {
    static let memoryBytes: UInt64 = 1 << 30
    static let cpuSeconds: UInt64 = 60
    static let descriptors: UInt64 = 1_024

    /// Runs one case on a thread of its own and reports the verdict. The plugin's code runs in here.
    package static func run(_ order: ProbeOrder, report: Int32) async {
        if let item = DatabaseCase.all.first(where: { $0.name == order.caseName }) { await runWithDatabase(item, order, report: report) }
        await withCheckedContinuation { continuation in
            let thread = Thread {
                runBlocking(order, report: report)
                continuation.resume()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// In the host's own runtime, which is asynchronous.
    private static func runWithDatabase(_ item: DatabaseCase, _ order: ProbeOrder, report: Int32) async -> Never {
        guard let scratch = order.scratch else { end(.skipped("there is no scratch database"), report) }
        let bundle: PluginBundle
        do throws(BundleError) { bundle = try BundleReader.read(order.bundle) } catch {
            end(.failed(Finding(error.description, expected: "a bundle that the host accepts")), report)
        }
        // A worker gets limits of its own from its host.
        probe_limit_process(0, cpuSeconds, 0)
        probe_install_handlers(report)
        do {
            end(try await item.run(bundle, scratch: scratch, settings: order.settings, doing: { tell("d", $0, report) }), report)
        } catch {
            end(.failed(Finding("\(error)", expected: "a plugin that runs on a database of its own")), report)
        }
    }

    private static func tell(_ kind: String, _ text: String, _ report: Int32) {
        let line = Array("\(kind) \(text.replacing("\n", with: " "))\n".utf8)
        _ = line.withUnsafeBytes { write(report, $0.baseAddress, $0.count) }
    }

    /// Tells the verdict and ends the process without destructors: the plugin's threads may be in the middle of something.
    private static func end(_ verdict: Verdict, _ report: Int32) -> Never {
        tell("v", verdict.line, report)
        _exit(0)
    }

    private static func runBlocking(_ order: ProbeOrder, report: Int32) {
        signal(SIGPIPE, SIG_IGN)
        guard let step = ConformanceStep.named(order.caseName) else { end(.skipped("there is no case \(order.caseName)"), report) }
        let item = step.item
        let bundle: PluginBundle
        do throws(BundleError) { bundle = try BundleReader.read(order.bundle) } catch {
            end(.failed(Finding(error.description, expected: "a bundle that the host accepts")), report)
        }
        if step.isolation == .worker, !bundle.manifest.isWorkerSafe { end(.skipped(ConformanceStep.notWorkerSafe), report) }
        // A worker gets limits of its own, as from a host.
        let isHere = step.isolation == .host
        probe_limit_process(isHere ? memoryBytes : 0, cpuSeconds, isHere ? descriptors : 0)
        probe_install_handlers(report)
        var worker: ProbedWorker?
        do throws(Finding) {
            var library: ProbedLibrary?
            if isHere {
                tell("d", "loading \(bundle.manifest.library)", report)
                library = try ProbedLibrary(path: bundle.libraryPath)
            } else {
                // The library is loaded there alone: nothing confines it here.
                tell("d", "starting a worker", report)
                worker = try ProbedWorker(bundle, whenConfined: { for one in $0 { tell("n", "in a worker, \(one)", report) } }) { words in
                    tell("c", words, report)
                    _exit(70)
                }
            }
            let probe = Probe(
                bundle: bundle, library: library, worker: worker, shapes: shapes(order.shapes),
                settings: settings(order.settings, bundle.manifest), seed: order.seed, order: order, doing: { tell("d", $0, report) })
            let verdict = try item.run(probe)
            if item.countsViolations {
                // What comes a moment too late counts too.
                usleep(10_000)
                try probe.check()
            }
            worker?.close()
            end(verdict, report)
        } catch {
            worker?.close()
            end(.failed(error), report)
        }
    }

    private static func settings(_ given: String?, _ manifest: Manifest) -> [UInt8] {
        let value = given.flatMap { try? JSONValue.parse($0.utf8) } ?? .object([:])
        return Array(manifest.settings.withDefaults(value).text.utf8)
    }

    /// `{"statement": [["column", "type"], …], …}`
    private static func shapes(_ path: String?) -> [String: [(name: String, type: String)]] {
        guard let path, let data = FileManager.default.contents(atPath: path), let value = try? JSONValue.parse([UInt8](data)) else {
            return [:]
        }
        return (value.objectValue ?? [:]).mapValues { columns in
            (columns.arrayValue ?? []).compactMap { column in
                guard let pair = column.arrayValue, pair.count == 2, let name = pair[0].stringValue, let type = pair[1].stringValue else {
                    return nil
                }
                return (name, type)
            }
        }
    }
}
