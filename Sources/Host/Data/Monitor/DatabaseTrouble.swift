/// What an operator should do something about, of ``DatabaseFigures``. Pure.
package enum DatabaseTrouble: Sendable, Hashable, CustomStringConvertible {
    case connections(used: Int, limit: Int)
    case wraparound(database: String, age: Int)
    case transaction(DatabaseFigures.OpenTransaction)
    /// More dead rows than live ones, which autovacuum does not clear.
    case deadRows(DatabaseFigures.Rows)
    case disk(DiskRoom)

    /// So much of the connections may be in use.
    package static let connectionShare = 0.8
    /// Of 2³¹; autovacuum sets to work at 0.2 thousand million, so something keeps it from it.
    package static let idAge = 1_000_000_000
    package static let transactionSeconds = 3_600.0
    /// Fewer dead rows are no harm, whatever their share.
    package static let fewestDeadRows = 10_000
    /// Autovacuum looks at each table every minute.
    package static let vacuumSeconds = 3_600.0
    package static let freeShare = 0.05
    package static let fewestFreeBytes = 2 << 30

    /// The word for programs.
    package enum Kind: String, Sendable, CaseIterable {
        case connections
        case wraparound
        case transaction
        case deadRows = "dead_rows"
        case disk
    }

    /// What the figures complain of.
    package static func found(in figures: DatabaseFigures) -> [DatabaseTrouble] {
        var found: [DatabaseTrouble] = []
        if figures.connectionLimit > 0, Double(figures.connections) >= connectionShare * Double(figures.connectionLimit) {
            found.append(.connections(used: figures.connections, limit: figures.connectionLimit))
        }
        let age = max(figures.oldestId.transactions, figures.oldestId.multixacts)
        if age >= idAge { found.append(.wraparound(database: figures.oldestId.database, age: age)) }
        found += [figures.oldestTransaction, figures.oldestPrepared].compactMap { $0 }
            .filter { $0.seconds > transactionSeconds }.map { .transaction($0) }
        found += figures.deadRows.filter(isNeglected).map { .deadRows($0) }
        if let disk = figures.disk, isScarce(disk) { found.append(.disk(disk)) }
        return found
    }

    private static func isNeglected(_ rows: DatabaseFigures.Rows) -> Bool {
        guard rows.dead >= fewestDeadRows, rows.dead > rows.live else { return false }
        return !rows.isAutovacuumed || (rows.secondsSinceVacuum ?? .infinity) > vacuumSeconds
    }

    private static func isScarce(_ disk: DiskRoom) -> Bool {
        disk.freeBytes < fewestFreeBytes || Double(disk.freeBytes) < freeShare * Double(disk.totalBytes)
    }

    /// The same for programs, without figures.
    package var kind: Kind {
        switch self {
        case .connections: .connections
        case .wraparound: .wraparound
        case .transaction: .transaction
        case .deadRows: .deadRows
        case .disk: .disk
        }
    }

    /// What it is about; the same while it lasts, though its figures change.
    package var subject: String {
        switch self {
        case .connections, .disk: kind.rawValue
        case .wraparound(let database, _): "\(kind.rawValue) \(database)"
        case .transaction(let open): "\(kind.rawValue) \(open.process.map(String.init) ?? open.name)"
        case .deadRows(let rows): "\(kind.rawValue) \(rows.table)"
        }
    }

    /// For a person: what it is and what to do.
    package var description: String {
        switch self {
        case .connections(let used, let limit):
            "\(used) of \(limit) connections are in use, and without one requests wait and fail: find out who has them (SELECT usename, application_name, count(*) FROM pg_stat_activity GROUP BY 1, 2), raise max_connections, or run fewer hosts"
        case .wraparound(let database, let age):
            "the database '\(database)' holds ids \(age) transactions old, and at 2147483648 the server takes no writes: end what is open for long, remove replication slots that nobody uses, then as a superuser VACUUM (FREEZE) in that database"
        case .transaction(let open):
            if let process = open.process {
                "the transaction of process \(process) (\(open.name)) is open for \(Int(open.seconds)) s, and no row that died since can be cleared away: end it where it was begun, or SELECT pg_terminate_backend(\(process))"
            } else {
                "the prepared transaction '\(open.name)' waits for \(Int(open.seconds)) s, and no row that died since can be cleared away: COMMIT PREPARED or ROLLBACK PREPARED it"
            }
        case .deadRows(let rows) where !rows.isAutovacuumed:
            "\(rows.table) has \(rows.dead) dead rows and \(rows.live) live ones, and autovacuum is off: set autovacuum = on and track_counts = on, ALTER TABLE \(rows.table) RESET (autovacuum_enabled), and VACUUM \(rows.table) once"
        case .deadRows(let rows):
            "\(rows.table) has \(rows.dead) dead rows and \(rows.live) live ones, and was \(rows.secondsSinceVacuum.map { "cleared \(Int($0)) s ago" } ?? "never cleared"): VACUUM \(rows.table); if that clears nothing, end what is open for long; if it comes again, raise autovacuum_max_workers or autovacuum_vacuum_cost_limit"
        case .disk(let room):
            "\(room.freeBytes >> 20) MiB of \(room.totalBytes >> 20) MiB are free on the database's disk, and without room it stops: make room or give it a larger one"
        }
    }
}
