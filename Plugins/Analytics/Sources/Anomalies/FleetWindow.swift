/// What is known of a fleet up to now: readings by hour and by day, oldest first, the last column the newest whole hour or day.
package struct FleetWindow: Sendable {
    /// A miner, as far as its comparison needs it.
    package struct Miner: Sendable {
        package let id: Int64
        package let model: String
        /// Nil for a miner without a site: neighbours are then those of its address block.
        package let site: Int64?
        /// The first three bytes of an IPv4 address: a rack or a row of them, where nobody said which rack it is.
        package let block: String
        /// Where it stands in its site, as somebody entered it; nil where nobody did.
        package var rack: String?
        /// Machines that share pools: those of one client.
        package let client: Int64
        package let nameplateTHs: Double
        package let nameplateWatts: Double
        /// Watts that the host guessed from the nameplate say nothing of efficiency.
        package var powerIsEstimated = false
        /// Shares since the last look, and what part of them the pool refused; nil where nothing was counted.
        package var shares: Double?
        package var rejectedShares: Double?
        /// Where the miner worked at the last look and where it works now.
        package var usualPool: String?
        package var pool: String?
        /// What is open already: from when on its own readings are not what it is compared with, and what was usual before.
        package var held: [AnomalyMetric: Held] = [:]

        package init(
            id: Int64, model: String, site: Int64?, block: String, client: Int64, nameplateTHs: Double, nameplateWatts: Double
        ) {
            (self.id, self.model, self.site, self.block, self.client) = (id, model, site, block, client)
            (self.nameplateTHs, self.nameplateWatts) = (nameplateTHs, nameplateWatts)
        }
    }

    /// What was usual before a fault began.
    package struct Held: Sendable {
        /// The column in which the fault began; negative if that was before the window.
        package let since: Int
        /// In the metric's unit.
        package let expected: Double

        package init(since: Int, expected: Double) { (self.since, self.expected) = (since, expected) }
    }

    package var miners: [Miner]
    package let hours: Int
    package let days: Int
    package var hashrateTHs: Grid
    package var powerWatts: Grid
    package var temperatureCelsius: Grid
    package var fanRPM: Grid
    /// Joules a terahash, mean of the day's energy over its work.
    package var dailyJoulesPerTH: Grid

    package init(miners: [Miner], hours: Int, days: Int) {
        self.miners = miners
        self.hours = hours
        self.days = days
        let hourly = Grid(rows: miners.count, columns: hours)
        (hashrateTHs, powerWatts, temperatureCelsius, fanRPM) = (hourly, hourly, hourly, hourly)
        dailyJoulesPerTH = Grid(rows: miners.count, columns: days)
    }
}
