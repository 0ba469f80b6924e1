import EventLoop
import Foundation
package import HostData
package import Logging
import PostgresClient
import Synchronization

/// Background work of all tenants on this host; any number of hosts share one database.
///
/// A host holds a lease that it renews; all that it claims is bound to that lease and to a fencing token. When the lease
/// cannot be renewed the host stops its runs before another may take them.
package final class Scheduler: Sendable {
    package let queue: JobQueue
    private let dispatcher: Dispatcher
    private let options: SchedulerOptions
    private let logger: Logger
    private let lease = Mutex<Lease?>(nil)

    private struct Lease {
        var host: String
        var renewedAtNanos: UInt64
        /// Of the database that the lease is in.
        let serverStart: String
    }

    package init(database: Database, executor: any JobExecutor, options: SchedulerOptions = SchedulerOptions(), logger: Logger) {
        self.queue = JobQueue(database: database)
        self.options = options
        self.logger = logger
        dispatcher = Dispatcher(queue: queue, executor: executor, maximumSlots: options.maximumSlots, logger: logger)
    }

    /// Works until the task is cancelled: then it claims nothing more, cancels what runs, and gives its lease back.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepLease() }
            // Apart from the renewing, whose requests may hang longer than the lease lasts.
            group.addTask { await self.every(.milliseconds(self.options.leaseMilliseconds / 30)) { await self.loseIfStale() } }
            group.addTask { await self.listen() }
            group.addTask { await self.every(.seconds(1)) { await self.fireSchedules() } }
            group.addTask { await self.every(self.options.rescueEvery) { await self.rescue() } }
            group.addTask { await self.every(.seconds(3_600)) { await self.prune() } }
            let work = Task { await self.dispatcher.work() }
            await group.waitForAll()
            await dispatcher.drain(cancelling: true)
            let limit = Task {
                try? await Task.sleep(for: self.options.stopWithin)
                work.cancel()
                self.dispatcher.wake()
            }
            await work.value
            limit.cancel()
            // In a task of its own: this one is cancelled, and a cancelled task's requests end at once.
            if let host = lease.withLock({ $0?.host }) {
                await Task { [queue] in try? await queue.unregister(host: host) }.value
            }
        }
    }

    /// There is something new in the queue. Saves the wait until this host looks again.
    package func wake() { dispatcher.wake() }

    /// Puts runs into the queue and looks at once for free slots. - Returns: how many went in; those whose unique key is taken are left out.
    package func enqueue(_ runs: [NewRun]) async throws -> Int {
        defer { wake() }
        return try await queue.enqueue(runs)
    }

    /// Ends every run of an instance that is under way here: its plugin was switched off for the tenant.
    package func cancel(tenantKey: Int64, plugin: String) async { await dispatcher.cancel(tenantKey: tenantKey, plugin: plugin) }

    /// Makes the limits of instances within their tenants' slots those given, on every host; see ``JobQueue/limit(_:leaving:)``.
    package func limit(_ limits: [JobInstance: Int], leaving: Set<JobInstance> = []) async throws {
        try await queue.limit(limits, leaving: leaving)
        await readLimits()
    }

    /// Tells how far a run has come; kept for the dashboard.
    package func progress(run: Int64, fraction: Double, note: String) async throws {
        guard let host = lease.withLock({ $0?.host }) else { return }
        try await queue.progress(host: host, run: run, fraction: fraction, note: note)
    }

    // MARK: Loops

    private func every(_ pause: Duration, _ body: () async -> Void) async {
        while !Task.isCancelled {
            await body()
            try? await Task.sleep(for: pause)
        }
    }

    private func keepLease() async {
        let length = options.leaseMilliseconds
        while !Task.isCancelled {
            let asked = EventLoop.nowNanos()
            do {
                if let current = lease.withLock({ $0 }) {
                    if try await queue.heartbeat(host: current.host, leaseMilliseconds: length) {
                        guard renewed(current.host, atNanos: asked) else {
                            // It came too late: what was held is stopped here already.
                            try await queue.unregister(host: current.host)
                            continue
                        }
                        if try await queue.serverStart() != current.serverStart {
                            // Ends of runs are committed without waiting for the disk: some that were told may be running again there.
                            await lose(current.host, "the database was started again")
                            try await queue.unregister(host: current.host)
                            continue
                        }
                        await cancelAsked()
                        await readLimits()
                    } else {
                        await lose(current.host, "the lease had ended before it was renewed")
                        continue
                    }
                } else {
                    let host = UUID().uuidString.lowercased()
                    try await queue.register(host: host, name: options.hostName, leaseMilliseconds: length)
                    let serverStart = try await queue.serverStart()
                    lease.withLock { $0 = Lease(host: host, renewedAtNanos: asked, serverStart: serverStart) }
                    await readLimits()
                    await dispatcher.begin(host: host)
                    logger.info("jobs: lease begun", metadata: ["host": "\(host)"])
                }
            } catch {
                logger.warning("jobs: lease not renewed", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .milliseconds(lease.withLock { $0 == nil } ? 500 : length / 5))
        }
    }

    /// Ends what is held here and was asked to end: notices are lost while nobody listens.
    private func cancelAsked() async {
        guard let host = lease.withLock({ $0?.host }) else { return }
        do {
            for id in try await queue.cancellationsAsked(host: host) { await dispatcher.cancel(run: id, reason: Self.onRequest) }
        } catch {
            logger.debug("jobs: cancellations not read", metadata: ["error": "\(error)"])
        }
    }

    private func readLimits() async {
        do { await dispatcher.set(hasLimits: try await queue.hasLimits()) } catch {
            logger.debug("jobs: limits not read", metadata: ["error": "\(error)"])
        }
    }

    private static let onRequest = "cancelled on request"

    /// Three quarters of a lease without renewal: stop now, while nobody else may run what this host holds.
    private func loseIfStale() async {
        guard let current = lease.withLock({ $0 }) else { return }
        let age = EventLoop.nowNanos() - current.renewedAtNanos
        if age > UInt64(options.leaseMilliseconds) * 750_000 { await lose(current.host, "the database could not be reached in time") }
    }

    /// - Returns: False if the lease was lost meanwhile.
    private func renewed(_ host: String, atNanos now: UInt64) -> Bool {
        lease.withLock { lease in
            guard lease?.host == host else { return false }
            lease?.renewedAtNanos = now
            return true
        }
    }

    /// Once for each lease: the next one begins when the runs of this one were stopped.
    private func lose(_ host: String, _ reason: String) async {
        await dispatcher.loseLease(of: host)
        let isFirst = lease.withLock { lease in
            guard lease?.host == host else { return false }
            lease = nil
            return true
        }
        if isFirst { logger.error("jobs: lease lost, runs stopped", metadata: ["reason": "\(reason)"]) }
    }

    private func fireSchedules() async {
        do {
            if try await queue.fireDue() > 0 { wake() }
        } catch {
            logger.debug("jobs: schedules not read", metadata: ["error": "\(error)"])
        }
    }

    private func rescue() async {
        do {
            let found = try await queue.rescue()
            if found.hosts > 0 {
                logger.warning(
                    "jobs: took over from dead hosts",
                    metadata: ["hosts": "\(found.hosts)", "runs": "\(found.runs)", "given_up": "\(found.dead)"])
                wake()
            }
        } catch {
            logger.debug("jobs: no rescue", metadata: ["error": "\(error)"])
        }
    }

    private func prune() async {
        do { _ = try await queue.pruneHistory(days: options.historyDays) } catch {
            logger.debug("jobs: history not pruned", metadata: ["error": "\(error)"])
        }
    }

    private func listen() async {
        while !Task.isCancelled {
            do {
                try await queue.pool.withSession { session in
                    try await session.listen("hashinsight_jobs")
                    await cancelAsked()
                    await readLimits()
                    dispatcher.wake()
                    for await notification in session.notifications {
                        if let id = notification.payload.dropPrefix("cancel:").flatMap({ Int64($0) }) {
                            await dispatcher.cancel(run: id, reason: Self.onRequest)
                        }
                        if notification.payload == JobQueue.limitsChanged { await readLimits() }
                        dispatcher.wake()
                    }
                }
            } catch {
                logger.debug("jobs: not listening", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
