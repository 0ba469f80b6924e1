import HostData
import HostOperate
import Synchronization

/// Figures of the database for /metrics: what the last look saw, and how long ago that was.
struct DatabaseSeries: Sendable {
    private let gauges: [(family: MetricFamily<Gauge>, read: @Sendable (DatabaseFigures) -> Double?)]
    private let totals: [(counter: Counter, seen: SeenTotal, read: @Sendable (DatabaseFigures) -> Int)]
    private let age: MetricFamily<Gauge>
    private let tables: MetricFamily<Gauge>
    private let trouble: MetricFamily<Gauge>

    init(_ registry: MetricsRegistry) throws(MetricsError) {
        age = try registry.gauge("hashinsight_database_figures_age_seconds", help: "Since the database was looked at.")
        tables = try registry.gauge(
            "hashinsight_database_table_bytes", help: "The largest tables, each with partitions and indexes.", labels: ["table"])
        trouble = try registry.gauge("hashinsight_database_trouble", help: "What is wrong at the moment, by kind.", labels: ["kind"])
        var gauges: [(family: MetricFamily<Gauge>, read: @Sendable (DatabaseFigures) -> Double?)] = []
        for (name, help, read) in Self.gauges {
            gauges.append((try registry.gauge("hashinsight_database_\(name)", help: help), read))
        }
        self.gauges = gauges
        var totals: [(counter: Counter, seen: SeenTotal, read: @Sendable (DatabaseFigures) -> Int)] = []
        for (name, help, read) in Self.totals {
            totals.append((try registry.counter("hashinsight_database_\(name)_total", help: help).with(), SeenTotal(), read))
        }
        self.totals = totals
    }

    /// Before the first look there is nothing to tell.
    func collect(_ reading: DatabaseWatch.Reading?) {
        guard let reading else { return }
        let figures = reading.figures
        age.with().set((ContinuousClock.now - reading.takenAt) / .seconds(1))
        for gauge in gauges { if let value = gauge.read(figures) { gauge.family.with().set(value) } }
        for total in totals { total.counter.increment(by: Double(total.seen.growth(to: total.read(figures)))) }
        if let largest = figures.largest {
            tables.keep(only: Set(largest.map { [$0.table] }))
            for size in largest { tables.with(size.table).set(Double(size.bytes)) }
        }
        for kind in DatabaseTrouble.Kind.allCases {
            trouble.with(kind.rawValue).set(Double(reading.troubles.count { $0.kind == kind }))
        }
    }

    private static let gauges: [(String, String, @Sendable (DatabaseFigures) -> Double?)] = [
        ("size_bytes", "The whole database.", { Double($0.bytes) }),
        ("connections", "Connections to the server, of everybody.", { Double($0.connections) }),
        ("connections_limit", "Connections that it takes from others than superusers.", { Double($0.connectionLimit) }),
        ("oldest_transaction_seconds", "The oldest open transaction that may be seen.", { $0.oldestTransaction?.seconds ?? 0 }),
        ("oldest_prepared_seconds", "The oldest prepared transaction.", { $0.oldestPrepared?.seconds ?? 0 }),
        ("oldest_snapshot_transactions", "Transactions since the oldest snapshot in use was taken.", { Double($0.snapshotAge) }),
        ("hidden_sessions", "Sessions of other roles, whose times may not be seen.", { Double($0.hiddenSessions) }),
        ("oldest_xid_transactions", "Transactions since the oldest id that is held.", { Double($0.oldestId.transactions) }),
        ("oldest_mxid_multixacts", "Multixacts since the oldest one that is held.", { Double($0.oldestId.multixacts) }),
        ("worst_table_dead_rows", "Dead rows of the table that has most.", { Double($0.deadRows.first?.dead ?? 0) }),
        ("worst_table_live_rows", "Live rows of that table.", { Double($0.deadRows.first?.live ?? 0) }),
        (
            "worst_table_vacuum_age_seconds", "Since that table was vacuumed; not a number if never.",
            { $0.deadRows.first.map { $0.secondsSinceVacuum ?? .nan } ?? 0 }
        ),
        ("cache_hit_ratio", "Blocks found in the server's cache, of all since its statistics began.", \.cacheHitRatio),
        ("disk_free_bytes", "Room on the disk of a private database.", { $0.disk.map { Double($0.freeBytes) } }),
        ("disk_size_bytes", "Size of the disk of a private database.", { $0.disk.map { Double($0.totalBytes) } }),
    ]

    private static let totals: [(String, String, @Sendable (DatabaseFigures) -> Int)] = [
        ("deadlocks", "Deadlocks, since the server's statistics began.", \.deadlocks),
        ("temporary_bytes", "Written to temporary files.", \.temporaryBytes),
        ("cache_block_hits", "Blocks found in the server's cache.", \.blocksFromCache),
        ("cache_block_misses", "Blocks that were not.", \.blocksFromDisk),
    ]

    /// A total that is counted elsewhere and may begin anew, as the server's after a crash.
    private final class SeenTotal: Sendable {
        private let last = Mutex(0)

        /// What has come to it since the last time.
        func growth(to total: Int) -> Int {
            last.withLock { last in
                defer { last = total }
                return total >= last ? total - last : total
            }
        }
    }
}
