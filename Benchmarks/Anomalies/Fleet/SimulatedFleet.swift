package import Analytics
import Glibc

/// Miners of two sites over weeks, hour by hour: what differs between machines of one name, the weather, luck, restarts, holes in the
/// telemetry, curtailments of a site and of one client, a heat wave, a dead network, and faults. Follows from its seed alone.
package struct SimulatedFleet: Sendable {
    package static let minersInARack = 24

    package let miners: [FleetWindow.Miner]
    package let hours: Int
    package let faults: [SimulatedFault]
    /// Hours in which a whole site had something that is a finding of the site.
    package internal(set) var siteTroubles: [Int64: Set<Int>] = [:]
    /// What whole racks have; nil if nothing.
    package let rackTroubles: RackTroubles?
    var hashrateTHs: Grid
    var powerWatts: Grid
    var temperatureCelsius: Grid
    var fanRPM: Grid
    var shares: Grid
    var rejects: Grid

    /// A fleet of so many miners over so many days; each fault strikes one miner, at a random hour of the middle half or at a given one. Racks have
    /// troubles of their own only in a fleet of four racks and more, so that there is a rest to set them beside.
    package init(
        seed: UInt64, miners count: Int, days: Int, faults kinds: [SimulatedFault.Kind] = [], startHour: Int? = nil,
        hasSiteTroubles: Bool = true, hasRackTroubles: Bool = false
    ) {
        var noise = SeededNoise(seed)
        let hours = days * 24
        self.hours = hours
        miners = (0..<count).map { Self.miner($0, of: count) }
        let racks = count / Self.minersInARack
        rackTroubles = hasRackTroubles && racks >= 4 ? RackTroubles(seed: seed, racks: racks, hours: hours) : nil
        var victims = Array(0..<count)
        victims.shuffle(using: &noise)
        faults = zip(victims, kinds).map { victim, kind in
            let earliest = min(10 * 24, hours / 4)
            let random = earliest + Int(noise.unit() * Double(hours / 2))
            return SimulatedFault(miner: victim, kind: kind, startHour: startHour ?? random)
        }
        let grid = Grid(rows: count, columns: hours)
        (hashrateTHs, powerWatts, temperatureCelsius, fanRPM, shares, rejects) = (grid, grid, grid, grid, grid, grid)
        let weather = (0..<2).map { _ in SiteWeather(hours: hours, hasTroubles: hasSiteTroubles, noise: &noise) }
        for site in weather.indices { siteTroubles[Int64(site + 1)] = weather[site].troubles }
        for row in 0..<count {
            let site = weather[Int((miners[row].site ?? 1) - 1)]
            run(row, site: site, fault: faults.first { $0.miner == row }, noise: &noise)
        }
    }

    /// Two sites, three models, three clients, racks of one address block each, as somebody entered them.
    private static func miner(_ index: Int, of count: Int) -> FleetWindow.Miner {
        let models = [("S19j Pro", 104.0, 3_068.0), ("S21", 200, 3_500), ("M50S", 126, 3_276)]
        let rack = index / minersInARack
        let (model, hashrate, power) = models[rack % models.count]
        var miner = FleetWindow.Miner(
            id: Int64(index + 1), model: model, site: index * 2 < count ? 1 : 2, block: "10.1.\(rack)", client: Int64(index % 3),
            nameplateTHs: hashrate, nameplateWatts: power)
        miner.rack = rackName(rack)
        return miner
    }

    static func rackName(_ rack: Int) -> String { "R\(rack + 1)" }

    /// The window that ends after an hour of the simulation, with what is held open.
    package func window(until end: Int, ledger: AnomalyLedger, _ parameters: AnomalyParameters = AnomalyParameters()) -> FleetWindow {
        let length = min(end, parameters.windowHours)
        let first = end - length
        let days = min(end / 24, parameters.windowDays)
        var window = FleetWindow(miners: miners, hours: length, days: days)
        for row in miners.indices {
            window.miners[row].held = ledger.held(miners[row].id, firstHour: first)
            window.miners[row].usualPool = "pool.example:3333 fleet"
            let moved = faults.contains { $0.miner == row && $0.kind == .otherPool && end > $0.startHour }
            window.miners[row].pool = moved ? "elsewhere.example:3333 other" : "pool.example:3333 fleet"
            window.miners[row].shares = shares[row, end - 1]
            window.miners[row].rejectedShares = rejects[row, end - 1]
            for hour in 0..<length {
                window.hashrateTHs[row, hour] = hashrateTHs[row, first + hour]
                window.powerWatts[row, hour] = powerWatts[row, first + hour]
                window.temperatureCelsius[row, hour] = temperatureCelsius[row, first + hour]
                window.fanRPM[row, hour] = fanRPM[row, first + hour]
            }
            for day in 0..<days { window.dailyJoulesPerTH[row, day] = dayEfficiency(row, (end / 24 - days + day) * 24, miners[row]) }
        }
        return window
    }

    private func dayEfficiency(_ row: Int, _ firstHour: Int, _ miner: FleetWindow.Miner) -> Double {
        var (energy, work) = (0.0, 0.0)
        for hour in firstHour..<(firstHour + 24) where !hashrateTHs[row, hour].isNaN {
            energy += powerWatts[row, hour]
            work += hashrateTHs[row, hour]
        }
        return work >= 24 * 0.2 * miner.nameplateTHs ? energy / work : .nan
    }
}
