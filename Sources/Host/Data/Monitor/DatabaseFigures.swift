/// How the database is, as far as the host's role may see it.
package struct DatabaseFigures: Sendable, Hashable {
    /// A transaction that is open.
    package struct OpenTransaction: Sendable, Hashable {
        /// The server's process, or nil for one that was prepared and belongs to no session.
        package var process: Int?
        /// Of the session, or the name under which it was prepared.
        package var name: String
        package var seconds: Double
    }

    /// Rows of one table, a partition being one, as the server estimates them.
    package struct Rows: Sendable, Hashable {
        package var table: String
        package var live: Int
        /// Deleted or replaced, and not cleared away yet.
        package var dead: Int
        /// Since it was last cleared, by autovacuum or by hand; nil if it never was.
        package var secondsSinceVacuum: Double?
        /// Whether autovacuum is to clear it.
        package var isAutovacuumed: Bool
    }

    /// A table with its partitions, indexes and what is stored apart.
    package struct Size: Sendable, Hashable {
        package var table: String
        package var bytes: Int
    }

    /// How many ids have been given out since the oldest that a database of the server still holds; at 2³¹ it takes no writes.
    package struct IdAge: Sendable, Hashable {
        package var database: String
        package var transactions: Int
        package var multixacts: Int
    }

    package var bytes = 0
    /// The largest first, ``DatabaseSurvey/tableLimit`` at most; nil where a lock kept them from being measured.
    package var largest: [Size]?
    /// Of all databases of the server.
    package var connections = 0
    /// For roles that are no superusers.
    package var connectionLimit = 0
    /// The oldest one whose time the host's role may see.
    package var oldestTransaction: OpenTransaction?
    /// The oldest one that was prepared.
    package var oldestPrepared: OpenTransaction?
    /// Sessions of other roles, whose times are hidden from the host's.
    package var hiddenSessions = 0
    /// How many transactions ago the oldest snapshot was taken, of hidden sessions too; what died since cannot be cleared away.
    package var snapshotAge = 0
    /// The tables with the most dead rows, ``DatabaseSurvey/tableLimit`` at most.
    package var deadRows: [Rows] = []
    /// Of the database that is worst.
    package var oldestId = IdAge(database: "", transactions: 0, multixacts: 0)
    // Since the server's statistics began, of this database.
    package var deadlocks = 0
    package var temporaryBytes = 0
    package var blocksFromCache = 0
    package var blocksFromDisk = 0
    /// Of a private cluster; of one that is given the host cannot know it.
    package var disk: DiskRoom?

    /// How much of what was read was in the server's cache, from 0 to 1; nil if nothing was read.
    package var cacheHitRatio: Double? {
        let all = blocksFromCache + blocksFromDisk
        return all == 0 ? nil : Double(blocksFromCache) / Double(all)
    }
}
