package import Logging
import Synchronization

/// One version of a plugin in this process: its library, its threads and its counts. Shared by its instances.
package final class LoadedPlugin: Sendable {
    package let source: RunnablePlugin
    package let library: PluginLibrary
    package let counters = PluginCounters()
    package let metrics: PluginMetrics
    /// The plugin's own threads for calls and cancels.
    let threads: PluginThreads
    /// `create` and `destroy`, one at a time.
    let lifecycle: PluginThreads
    let logger: Logger
    private let runsInline: Atomic<Bool>
    private let overrunWatch = Mutex(OverrunWatch())

    /// Inline calls longer than this are overruns.
    static let overrunNanos: UInt64 = 1_000_000

    /// Loads the library. Blocks on disk: call it from a thread that may wait.
    /// - Throws: ``PluginRuntimeError`` if the library does not fit.
    package convenience init(loading source: RunnablePlugin, logger: Logger) throws(PluginRuntimeError) {
        self.init(source, library: try PluginLibrary.load(path: source.libraryPath), logger: logger)
    }

    package init(_ source: RunnablePlugin, library: PluginLibrary, logger: Logger) {
        self.source = source
        self.library = library
        var logger = logger
        logger[metadataKey: "plugin"] = "\(source.id)"
        self.logger = logger
        metrics = PluginMetrics(plugin: source.id)
        threads = PluginThreads(name: "p-\(source.id)")
        lifecycle = PluginThreads(name: "c-\(source.id)", width: 1)
        runsInline = Atomic(source.manifest.calls == .inline)
    }

    /// As in the manifest.
    package var id: String { source.id }

    /// Whether calls run on the caller's thread; false for good after overruns.
    package var isInline: Bool { runsInline.load(ordering: .relaxed) }

    /// An inline start took too long.
    func overran(nanos: UInt64, tenant: String) {
        let count = counters.overruns.add(1, ordering: .relaxed).newValue
        let mustMove = overrunWatch.withLock { $0.overran(atCall: counters.calls.load(ordering: .relaxed)) }
        guard mustMove, runsInline.exchange(false, ordering: .relaxed) else { return }
        logger.warning(
            "the plugin declares calls: inline but calls in a row hold an event loop for more than 1 ms, \(count) so far; it runs on threads of its own from now on",
            metadata: ["tenant": "\(tenant)", "last_ms": "\(nanos / 1_000_000)"])
    }
}
