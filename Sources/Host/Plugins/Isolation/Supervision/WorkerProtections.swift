import EventLoop
import Foundation
import Synchronization

/// Asks a worker that loads nothing what protects it, for `doctor`.
package enum WorkerProtections {
    /// Starts one worker, reads its HELLO and ends it.
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
        do { loop = try EventLoop(name: "doctor") } catch {
            throw PluginRuntimeError(.notConfigured, "there is no thread for a worker", cause: "\(error)")
        }
        let found = Mutex<[WorkerProtection]?>(nil)
        let result: Result<[WorkerProtection], PluginRuntimeError> = await withCheckedContinuation { continuation in
            let session = WorkerSession(
                loop: loop, memoryBytes: 0,
                observer: WorkerSession.Observer(
                    ready: { session, _ in
                        found.withLock { $0 = session.protections }
                        session.finish()
                    }, severed: { _, _ in }, looked: { _ in }, line: { _ in },
                    ended: { _, end, trace in
                        continuation.resume(
                            returning: found.withLock(\.self).map { .success($0) }
                                ?? .failure(PluginRuntimeError(.notConfigured, "no worker can be started: \(end)", cause: trace)))
                    }))
            let setup = WorkerSetup(pluginId: "doctor", libraryPath: "", memoryBytes: 256 << 20, isInline: true)
            // The thread stays until the worker is ready: the kernel may bind the process's life to it.
            _ = PluginThread.start(name: "doctor", detached: true) {
                do throws(WorkerProcess.SpawnError) {
                    let root = try WorkerScratchRoot(under: scratchFolder)
                    session.start(setup, executable: executable, scratch: try WorkerScratch(under: root.path))
                    while found.withLock({ $0 == nil }), session.processId != nil { yieldProcessor() }
                    root.remove()
                } catch {
                    session.fail(error)
                }
            }
        }
        await withCheckedContinuation { continuation in
            _ = PluginThread.start(name: "doctor-end", detached: true) {
                loop.shutdown()
                continuation.resume()
            }
        }
        return try result.get()
    }
}
