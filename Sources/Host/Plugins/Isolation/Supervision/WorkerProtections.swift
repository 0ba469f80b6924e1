import Dispatch
import EventLoop
import Foundation
import Synchronization

/// One worker for one question, outside of any pool: what protects it, for `doctor`; and whether a library that nobody has run yet loads.
package enum WorkerProtections {
    /// Starts one worker, reads its CONFINED and ends it.
    ///
    /// - Throws: ``PluginRuntimeError`` if no worker can be started on this machine.
    package static func read(executable: String? = nil, scratchFolder: String = FileManager.default.temporaryDirectory.path)
        async throws(PluginRuntimeError)
        -> [WorkerProtection]
    {
        let setup = WorkerSetup(pluginId: "doctor", libraryPath: "", memoryBytes: 256 << 20, isInline: true)
        let life = try await run(setup, executable: executable, scratchFolder: scratchFolder)
        guard life.end == .asked else {
            throw PluginRuntimeError(.notConfigured, "no worker can be started: \(life.end)", cause: life.trace)
        }
        return life.protections
    }

    /// Loads a bundle's library in a worker, which runs its constructors and reads its entry and table, and ends it.
    ///
    /// - Returns: What of the library does not fit the contract or how it ended its process, nil if nothing; and what protected this machine.
    /// - Throws: ``PluginRuntimeError`` if no worker can be started on this machine; nothing of the library ran then.
    package static func load(
        _ bundle: PluginBundle, executable: String? = nil, scratchFolder: String = FileManager.default.temporaryDirectory.path
    ) async throws(PluginRuntimeError) -> (fault: String?, protections: [WorkerProtection]) {
        let setup = WorkerSetup(
            pluginId: bundle.manifest.id, libraryPath: bundle.libraryPath, memoryBytes: loadingBytes,
            isInline: bundle.manifest.calls == .inline)
        let life = try await run(setup, executable: executable, scratchFolder: scratchFolder)
        switch life.end {
        case .asked: return (nil, life.protections)
        case .refused(let reason): return (reason, life.protections)
        case .notStarted: throw PluginRuntimeError(.notConfigured, "no worker can be started: \(life.end)", cause: life.trace)
        case .signal, .exited, .hung, .brokeProtocol, .overLimit:
            let said = WorkerReport.excerpt(of: life.trace).prefix(excerptLines).joined(separator: " | ")
            return ("\(life.end)" + (said.isEmpty ? "" : "; it said: \(said)"), life.protections)
        }
    }

    /// Memory that a library may take before anybody enabled it.
    private static let loadingBytes: UInt64 = 512 << 20
    private static let excerptLines = 3

    private struct Life: Sendable {
        let end: WorkerEnd
        let trace: String
        let protections: [WorkerProtection]
    }

    /// One worker's life, from its start to the end that follows when it is ready.
    private static func run(_ setup: WorkerSetup, executable: String?, scratchFolder: String) async throws(PluginRuntimeError) -> Life {
        guard let executable = executable ?? WorkerExecutable.beside else {
            throw PluginRuntimeError(
                .notConfigured, "there is no \(WorkerExecutable.name) beside the host's executable; expected both in one folder")
        }
        let loop: EventLoop
        do { loop = try EventLoop(name: "try-worker") } catch { throw noThread("\(error)") }
        let outcome = Mutex<Life?>(nil)
        let hasEnded = DispatchSemaphore(value: 0)
        let life: Life? = await withCheckedContinuation { continuation in
            let session = WorkerSession(
                loop: loop, memoryBytes: setup.memoryBytes,
                observer: WorkerSession.Observer(
                    ready: { session, _ in session.finish() }, canPart: { _ in false }, severed: { _, _, _ in }, looked: { _ in },
                    line: { _ in },
                    ended: { session, end, trace in
                        outcome.withLock { $0 = Life(end: end, trace: trace, protections: session.protections) }
                        hasEnded.signal()
                    }))
            // The thread stays, and waits, until the worker has ended: the kernel may bind the process's life to it.
            let thread = PluginThread.start(name: "try-worker", detached: true) {
                var root: WorkerScratchRoot?
                do throws(WorkerProcess.SpawnError) {
                    let made = try WorkerScratchRoot(under: scratchFolder)
                    root = made
                    session.start(setup, executable: executable, scratch: try WorkerScratch(under: made.path))
                } catch {
                    session.fail(error)
                }
                hasEnded.wait()
                root?.remove()
                continuation.resume(returning: outcome.withLock(\.self))
            }
            if thread == nil { continuation.resume(returning: nil) }
        }
        await withCheckedContinuation { continuation in
            let thread = PluginThread.start(name: "try-worker-end", detached: true) {
                loop.shutdown()
                continuation.resume()
            }
            if thread == nil { continuation.resume() }
        }
        guard let life else { throw noThread() }
        return life
    }

    private static func noThread(_ cause: String? = nil) -> PluginRuntimeError {
        PluginRuntimeError(.notConfigured, "there is no thread for a worker", cause: cause)
    }
}
