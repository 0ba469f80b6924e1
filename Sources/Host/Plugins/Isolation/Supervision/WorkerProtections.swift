import Dispatch
import EventLoop
import Foundation
import Synchronization

/// Asks a worker that loads nothing what protects it, for `doctor`.
package enum WorkerProtections {
    /// Starts one worker, reads its CONFINED and ends it.
    ///
    /// - Throws: ``PluginRuntimeError`` if no worker can be started on this machine.
    package static func read(executable: String? = nil, scratchFolder: String = FileManager.default.temporaryDirectory.path)
        async throws(PluginRuntimeError)
        -> [WorkerProtection]
    {
        guard let executable = executable ?? WorkerExecutable.beside else {
            throw PluginRuntimeError(
                .notConfigured, "there is no \(WorkerExecutable.name) beside the host's executable; expected both in one folder")
        }
        let loop: EventLoop
        do { loop = try EventLoop(name: "doctor") } catch { throw noThread("\(error)") }
        let found = Mutex<[WorkerProtection]?>(nil)
        let outcome = Mutex<Result<[WorkerProtection], PluginRuntimeError>>(.failure(noThread()))
        let hasEnded = DispatchSemaphore(value: 0)
        let result: Result<[WorkerProtection], PluginRuntimeError> = await withCheckedContinuation { continuation in
            let session = WorkerSession(
                loop: loop, memoryBytes: 0,
                observer: WorkerSession.Observer(
                    ready: { session, _ in
                        found.withLock { $0 = session.protections }
                        session.finish()
                    }, severed: { _, _, _ in }, looked: { _ in }, line: { _ in },
                    ended: { _, end, trace in
                        let protections = found.withLock(\.self)
                        outcome.withLock { outcome in
                            outcome =
                                protections.map { .success($0) }
                                ?? .failure(PluginRuntimeError(.notConfigured, "no worker can be started: \(end)", cause: trace))
                        }
                        hasEnded.signal()
                    }))
            let setup = WorkerSetup(pluginId: "doctor", libraryPath: "", memoryBytes: 256 << 20, isInline: true)
            // The thread stays, and waits, until the worker has ended: the kernel may bind the process's life to it.
            let thread = PluginThread.start(name: "doctor", detached: true) {
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
            if thread == nil { continuation.resume(returning: .failure(noThread())) }
        }
        await withCheckedContinuation { continuation in
            let thread = PluginThread.start(name: "doctor-end", detached: true) {
                loop.shutdown()
                continuation.resume()
            }
            if thread == nil { continuation.resume() }
        }
        return try result.get()
    }

    private static func noThread(_ cause: String? = nil) -> PluginRuntimeError {
        PluginRuntimeError(.notConfigured, "there is no thread for a worker", cause: cause)
    }
}
