import EventLoop
import Logging

/// Runs on one host what it holds a lease for: claims batches, executes them slot by slot, tells the queue.
actor Dispatcher {
    private let queue: JobQueue
    private let executor: any JobExecutor
    private let maximumSlots: Int
    private let logger: Logger
    private let bell = Bell()

    private var book = SlotBook()
    private var running: [Int64: (run: JobRun, task: Task<JobOutcome, Never>)] = [:]
    /// Runs to be ended before they begin: asked to be cancelled while they wait in a slot's batch.
    private var cancelled: [Int64: String] = [:]
    private var host: String?
    /// Counts leases; what was claimed under an earlier one is not ours to report.
    private var epoch = 0
    private var stopping = false
    /// Some plugin has a limit within its tenant's slots. While none has, claims do not ask for them.
    private var hasLimits = false
    private var heldBack: Set<JobInstance> = []
    /// Nothing is told or claimed before the queue was compared with the book.
    private var mustReconcile = false
    /// Until then a request whose answer was lost may still take effect.
    private var doubtfulUntil: ContinuousClock.Instant?
    private var nextLook = ContinuousClock.now
    private static let longestLate = Duration.seconds(30)

    init(queue: JobQueue, executor: any JobExecutor, maximumSlots: Int, logger: Logger) {
        self.queue = queue
        self.executor = executor
        self.maximumSlots = maximumSlots
        self.logger = logger
    }

    /// There may be something to claim or to tell.
    nonisolated func wake() { bell.ring() }

    /// Whether some plugin has a limit of its own. Until a host knows, it leaves that plugin's runs to others.
    func set(hasLimits: Bool) {
        self.hasLimits = hasLimits
        if !hasLimits { heldBack = [] }
        bell.ring()
    }

    /// A lease begins: `host` is its id.
    func begin(host: String) {
        self.host = host
        epoch += 1
        bell.ring()
    }

    /// The lease `host` has ended: others may run what was held, so it is stopped here and not reported. Nothing if it was told before.
    func loseLease(of host: String) {
        guard self.host == host else { return }
        self.host = nil
        epoch += 1
        book.forget()
        for entry in running.values { entry.task.cancel() }
        running = [:]
        cancelled = [:]
    }

    /// Asks a run to end early if it is held here.
    func cancel(run id: Int64, reason: String) {
        if let entry = running[id] { entry.task.cancel() } else { cancelled[id] = reason }
        if cancelled.count > 10_000 { cancelled = [:] }
    }

    /// Asks every run of an instance to end.
    func cancel(tenantKey: Int64, plugin: String) {
        for entry in running.values where entry.run.tenantKey == tenantKey && entry.run.plugin == plugin { entry.task.cancel() }
    }

    var runningCount: Int { running.count }

    /// Works until the task is cancelled or ``drain()`` has emptied it.
    func work() async {
        let ticker = Task { [bell] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(100))
                bell.ring()
            }
        }
        defer { ticker.cancel() }
        for await _ in bell.rings {
            var mayHaveMore = true
            while mayHaveMore && !Task.isCancelled {
                guard await isReconciled() else { break }
                // What has ended is told while the next is claimed: the database works for this host on two connections.
                async let told = tell()
                let claimed = await claim()
                mayHaveMore = await told || claimed
            }
            if Task.isCancelled || (stopping && running.isEmpty && !book.hasNews && book.heldSlots.isEmpty) { return }
        }
    }

    /// Claims nothing more; `work` returns when what runs has ended and is told.
    func drain(cancelling: Bool) {
        stopping = true
        if cancelling { for entry in running.values { entry.task.cancel() } }
        bell.ring()
    }

    /// An answer was lost: what was asked may have happened, or may happen yet.
    private func doubt() {
        mustReconcile = true
        doubtfulUntil = .now + Self.longestLate
    }

    /// Whether the queue holds for this host what this host knows of; brings it to that if an answer was lost. Nothing is told or claimed
    /// meanwhile. A claim that came through late is found within half a minute, since it is looked for each second.
    private func isReconciled() async -> Bool {
        guard let host, let until = doubtfulUntil else { return true }
        let now = ContinuousClock.now
        guard mustReconcile || now >= nextLook else { return true }
        let (before, slots, runs, given) = (epoch, book.heldSlots, book.heldRuns, book.released)
        do {
            let back = try await queue.reconcile(host: host, runs: runs, slots: slots)
            guard before == epoch else { return false }
            book.reconciled(given)
            mustReconcile = false
            nextLook = now + .seconds(1)
            if now >= until { doubtfulUntil = nil }
            if back > 0 {
                logger.warning("runs go back to the queue whose claim was not answered", metadata: ["runs": "\(back)", "host": "\(host)"])
            }
            return true
        } catch {
            logger.debug("the queue was not compared with what this host holds", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Whether the queue knows something more than before.
    private func tell() async -> Bool {
        guard let host, book.hasNews else { return false }
        let news = book.takeNews()
        let before = epoch
        do {
            let counted = try await queue.settle(host: host, completions: news.completions, slots: news.released)
            if counted < news.completions.count {
                logger.warning(
                    "completions came under an old fence and do not count",
                    metadata: ["refused": "\(news.completions.count - counted)", "host": "\(host)"])
            }
            if before == epoch { book.told(news.completions) }
            return true
        } catch {
            if before == epoch { book.putBack(news) }
            doubt()
            logger.warning("the job queue could not be told what has ended; it will be", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func claim() async -> Bool {
        guard let host, !stopping, book.heldSlots.count < maximumSlots else { return false }
        let before = epoch
        do {
            let runs = try await runs(host, slots: min(maximumSlots - book.heldSlots.count, book.slotsPerClaim))
            guard before == epoch, !runs.isEmpty else { return false }
            for (slot, batch) in book.take(runs) {
                Task { await self.execute(batch, in: slot, epoch: before) }
            }
            return true
        } catch {
            doubt()
            logger.debug("no claim", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func runs(_ host: String, slots: Int) async throws -> [JobRun] {
        guard hasLimits else { return try await queue.claim(host: host, slots: slots, plugins: executor.runnablePlugins) }
        let claim = try await queue.claimWithinLimits(host: host, slots: slots, plugins: executor.runnablePlugins)
        let begun = claim.heldBack.subtracting(heldBack)
        heldBack = claim.heldBack
        if !begun.isEmpty { executor.heldBack(begun) }
        return claim.runs
    }

    private func execute(_ batch: [JobRun], in slot: SlotBook.SlotKey, epoch: Int) async {
        for run in batch {
            guard epoch == self.epoch else { return }
            // What has not begun when the host stops stays claimed; whoever rescues this host's runs puts it back.
            if stopping { break }
            if let reason = cancelled.removeValue(forKey: run.id) {
                book.ended(run, .cancelled(reason: reason), microseconds: 0, spread: 0)
                continue
            }
            let start = ContinuousClock.now
            let deadline = EventLoop.nowNanos() + UInt64(max(run.deadlineMilliseconds, 1)) * 1_000_000
            let executor = self.executor
            let task = Task { await executor.execute(run, deadlineNanos: deadline) }
            running[run.id] = (run, task)
            let outcome = await task.value
            // Under the next lease the same run may be under way here again.
            guard epoch == self.epoch else { return }
            running[run.id] = nil
            // A run that the host's own end has cut short stays claimed: whoever rescues this host's runs puts it back.
            if stopping, case .cancelled = outcome { break }
            let elapsed = start.duration(to: .now).components
            let microseconds = Double(elapsed.seconds) * 1e6 + Double(elapsed.attoseconds) / 1e12
            if case .notHere(let reason) = outcome {
                logger.info("a run goes back to the queue", metadata: ["run": "\(run.id)", "reason": "\(reason)"])
            }
            book.ended(run, outcome, microseconds: microseconds, spread: Double.random(in: 0...1))
        }
        guard epoch == self.epoch else { return }
        book.release(slot)
        bell.ring()
    }
}
