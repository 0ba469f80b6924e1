package import Logging
import PluginABI
import Synchronization

/// One version of a plugin in this process: its library, its threads and its counts. Shared by its instances.
package final class LoadedPlugin: Sendable {
    package let source: RunnablePlugin
    package let counters = PluginCounters()
    package let metrics: PluginMetrics
    /// The plugin's own threads for calls and cancels.
    let threads: PluginThreads
    /// `create` and `destroy`, one at a time.
    let lifecycle: PluginThreads
    let logger: Logger
    /// Its statements have been prepared on the server.
    let isWarm = Atomic<Bool>(false)
    private let runsInline: Atomic<Bool>
    /// Nil while all instances are in workers: then the library is not in this process.
    private let library: Mutex<PluginLibrary?>
    private let overrunWatch = Mutex(OverrunWatch())
    /// So many of the next inline calls are watched.
    private let watchedCalls = Atomic<Int>(0)

    /// Inline calls longer than this are overruns: the contract's own number.
    static let overrunNanos = UInt64(HI_INLINE_LIMIT_NANOS)

    /// Loads the library. Blocks on disk: call it from a thread that may wait.
    /// - Throws: ``PluginRuntimeError`` if the library does not fit.
    package convenience init(loading source: RunnablePlugin, logger: Logger) throws(PluginRuntimeError) {
        self.init(source, library: try PluginLibrary.load(path: source.libraryPath, copy: source.copy), logger: logger)
    }

    /// - Parameters:
    ///   - library: Nil to load it when the first instance in this process wants it.
    ///   - metrics: The series that another version of the plugin has begun in this process; they go on.
    package convenience init(_ source: RunnablePlugin, library: PluginLibrary?, logger: Logger, metrics: PluginMetrics? = nil) {
        self.init(source, library: library, logger: logger, metrics: metrics, threadLimits: PluginThreads.Limits())
    }

    init(
        _ source: RunnablePlugin, library: PluginLibrary?, logger: Logger, metrics: PluginMetrics? = nil, threadLimits: PluginThreads.Limits
    ) {
        self.source = source
        self.library = Mutex(library)
        var logger = logger
        logger[metadataKey: "plugin"] = "\(source.id)"
        self.logger = logger
        self.metrics = metrics ?? PluginMetrics(plugin: source.id)
        threads = PluginThreads(name: "p-\(source.id)", limits: threadLimits)
        lifecycle = PluginThreads(name: "c-\(source.id)", width: 1)
        runsInline = Atomic(source.manifest.calls == .inline)
    }

    /// The library in this process; loaded now if it was not needed before.
    ///
    /// - Throws: ``PluginRuntimeError`` if the library does not fit.
    func loadedLibrary() async throws(PluginRuntimeError) -> PluginLibrary {
        if let loaded = library.withLock(\.self) { return loaded }
        let loaded = try await PluginLibrary.loadApart(path: source.libraryPath, copy: source.copy).get()
        library.withLock { $0 = loaded }
        return loaded
    }

    /// As in the manifest.
    package var id: String { source.id }

    /// Tells this version from every other of the plugin.
    package var digest: String { source.digest }

    /// Whether calls run on the caller's thread; false for good after overruns.
    package var isInline: Bool { runsInline.load(ordering: .relaxed) }

    /// What this thread has spent so far, if an overrun was seen a few calls ago; nil, and nothing is asked of the kernel, as a rule.
    @inline(__always)
    func effortIfWatched() -> ThreadEffort? {
        guard watchedCalls.load(ordering: .relaxed) > 0 else { return nil }
        watchedCalls.subtract(1, ordering: .relaxed)
        return .current
    }

    /// An inline start took too long by the clock.
    ///
    /// - Parameter effort: From ``effortIfWatched()`` before the call. Without it nobody can say whose doing it was: the next calls are
    ///   watched, and this one is not held against the plugin.
    func overran(nanos: UInt64, since effort: ThreadEffort?, tenant: String) {
        let count = counters.overruns.add(1, ordering: .relaxed).newValue
        let calls = counters.tally.calls
        watchedCalls.store(OverrunWatch.withinCalls, ordering: .relaxed)
        guard let effort else { return }
        let ownNanos = ThreadEffort.current.ownNanos(since: effort)
        guard ownNanos > Self.overrunNanos else { return }
        let mustMove = overrunWatch.withLock { $0.overran(atCall: calls, ownNanos: ownNanos) }
        guard mustMove, runsInline.exchange(false, ordering: .relaxed) else { return }
        logger.warning(
            "the plugin declares calls: inline but calls in a row hold an event loop for more than 1 ms, \(count) so far; it runs on threads of its own from now on",
            metadata: ["tenant": "\(tenant)", "last_ms": "\(nanos / 1_000_000)"])
    }
}
