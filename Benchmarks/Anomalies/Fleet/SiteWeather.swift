import Glibc

/// What happens to a whole site, hour by hour.
struct SiteWeather: Sendable {
    /// Air that comes in, in °C.
    var air: [Double]
    /// Hours in which the whole site sleeps for the grid.
    var curtailed: Set<Int> = []
    /// Hours in which one client sleeps alone, a third of the miners.
    var clientCurtailed: Set<Int> = []
    /// Hours without telemetry.
    var silent: Set<Int> = []
    /// Hours in which the pool refuses much of everybody's work.
    var refused: Set<Int> = []
    /// Hours that a finding of the site may tell of.
    var troubles: Set<Int> = []

    /// A daily swing of 6 °C on either side, weather that changes over days, and, if wanted, two curtailments a week, one of a client, an
    /// outage, a bad pool and a heat wave of two days.
    init(hours: Int, hasTroubles: Bool, noise: inout SeededNoise) {
        air = []
        var drift = 0.0
        for hour in 0..<hours {
            drift = 0.98 * drift + 0.4 * noise.normal()
            air.append(18 + 6 * sin(2 * Double.pi * (Double(hour % 24) - 9) / 24) + drift)
        }
        guard hasTroubles else { return }
        for day in 2..<max(3, hours / 24) {
            let start = day * 24 + 16
            if day % 7 == 2 || day % 7 == 5 { curtailed.formUnion(start..<(start + 4)) }
            if day % 7 == 3 { clientCurtailed.formUnion(start..<(start + 3)) }
        }
        let outage = hours / 3 + Int(noise.unit() * 24)
        silent.formUnion(outage..<(outage + 2))
        let pool = hours / 2 + Int(noise.unit() * 24)
        refused.formUnion(pool..<(pool + 3))
        let heat = hours * 2 / 3 + Int(noise.unit() * 24)
        for hour in heat..<min(hours, heat + 48) { air[hour] += 11 }
        for span in [curtailed, silent, refused, Set(heat..<(heat + 48))] {
            // A site's finding may come some hours late, and ends some after its cause.
            for hour in span { troubles.formUnion(hour..<(hour + 10)) }
        }
    }
}
