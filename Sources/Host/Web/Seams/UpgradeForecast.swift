/// What an upgrade would mean, to be shown first.
package struct UpgradeForecast: Sendable {
    /// Names that the new version adds, changes and takes away.
    package struct Difference: Sendable {
        package let added: [String]
        package let changed: [String]
        package let removed: [String]

        package init(added: [String], changed: [String], removed: [String]) {
            self.added = added
            self.changed = changed
            self.removed = removed
        }
    }

    /// A migration as it was tried.
    package struct Migration: Sendable {
        /// A lock that it took on a table that is in use.
        package struct Lock: Sendable {
            package let table: String
            /// As PostgreSQL names it.
            package let mode: String
            package let rowCount: Int
            /// There are more rows than were counted.
            package let isCut: Bool
            /// Of the table with its partitions and indexes.
            package let bytes: Int
            package let isRewritten: Bool

            package init(table: String, mode: String, rowCount: Int, isCut: Bool, bytes: Int, isRewritten: Bool) {
                self.table = table
                self.mode = mode
                self.rowCount = rowCount
                self.isCut = isCut
                self.bytes = bytes
                self.isRewritten = isRewritten
            }
        }

        package let name: String
        /// Takes something away: it runs only when the upgrade is finished.
        package let isContract: Bool
        package let milliseconds: Int
        package let locks: [Lock]
        /// Others wait for its locks longer than they should.
        package let holdsUpOthers: Bool
        /// Why a contract migration could not run on the data of now, or was not tried.
        package let obstacle: String?

        package init(
            name: String, isContract: Bool, milliseconds: Int, locks: [Lock], holdsUpOthers: Bool = false, obstacle: String? = nil
        ) {
            self.name = name
            self.isContract = isContract
            self.milliseconds = milliseconds
            self.locks = locks
            self.holdsUpOthers = holdsUpOthers
            self.obstacle = obstacle
        }
    }

    package let plugin: String
    package let from: String
    package let to: String
    package let share: UpgradeShare
    /// Ids of those that would run the new version.
    package let tenants: [String]
    package let statements: Difference
    package let routes: Difference
    package let jobs: Difference
    /// What the new version asks for and the old one did not.
    package let grantsAdded: [String]
    package let secretsAdded: [AddedSecret]
    /// What nobody has consented to: the upgrade needs that consent.
    package let asks: [String]
    package let migrations: [Migration]

    package init(
        plugin: String, from: String, to: String, share: UpgradeShare, tenants: [String], statements: Difference, routes: Difference,
        jobs: Difference, grantsAdded: [String], secretsAdded: [AddedSecret] = [], asks: [String], migrations: [Migration]
    ) {
        self.plugin = plugin
        self.from = from
        self.to = to
        self.share = share
        self.tenants = tenants
        self.statements = statements
        self.routes = routes
        self.jobs = jobs
        self.grantsAdded = grantsAdded
        self.secretsAdded = secretsAdded
        self.asks = asks
        self.migrations = migrations
    }
}
