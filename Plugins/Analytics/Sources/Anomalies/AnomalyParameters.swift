/// The numbers that decide what is told. Those marked *measured* were chosen with Benchmarks/Anomalies, so that a fleet without faults gives
/// less than one finding in a thousand days of a miner.
package struct AnomalyParameters: Sendable {
    /// The thresholds of one metric.
    package struct Limits: Sendable {
        /// The least standard deviation that is believed; what a sensor rounds to, or nonce luck leaves in an hour's mean.
        package var leastDeviation: Double
        /// A change of level over the last hours is told from so many standard deviations on. *Measured.*
        package var levelScore: Double
        /// And from this change on, as a logarithm or in °C: what is smaller is not worth a walk to the rack.
        package var levelChange: Double
        /// A lasting small change is told when its cumulative sum is above this. *Measured.*
        package var sumLimit: Double
        /// And from this mean change on.
        package var sumChange: Double
    }

    /// Usual level and spread are those of so many hours, the newest `guardHours` left out so that a fault of today is not part of them.
    package var windowHours = 168
    package var guardHours = 24
    /// A level is the median of so many hours: two odd ones in five change nothing (breakdown point of the median, one half).
    package var recentHours = 5
    /// Fewer running hours than this make no usual level.
    package var leastUsualHours = 24
    /// Days that a slow drift is looked for in, and those at their beginning that are its reference.
    package var windowDays = 30
    package var referenceDays = 8
    /// Fewer neighbours or machines of the model than this are nothing to compare with.
    package var leastPeers = 6
    /// An hour in which the rate is below this share of the nameplate is one asleep; it and those beside it, on the way down or up, are left out.
    package var runningShare = 0.2
    /// Half of the shift that is to be found soonest, in standard deviations: Page's choice of the slack (Biometrika 41, 1954).
    package var sumSlack = 0.5
    /// A single hour counts for at most so many deviations in a sum (Huber's winsorising), so that a restart alone is not a drift.
    package var sumClip = 3.0

    package var hashrate = Limits(leastDeviation: 0.012, levelScore: 5.5, levelChange: 0.08, sumLimit: 40, sumChange: 0.03)
    package var efficiency = Limits(leastDeviation: 0.012, levelScore: 5.5, levelChange: 0.07, sumLimit: 40, sumChange: 0.03)
    package var temperature = Limits(leastDeviation: 0.9, levelScore: 5.5, levelChange: 6, sumLimit: 50, sumChange: 4)
    package var fan = Limits(leastDeviation: 0.02, levelScore: 5.5, levelChange: 0.15, sumLimit: 50, sumChange: 0.10)

    /// Against its model: so many deviations, and so much below or above the model's median, over the last day.
    package var modelScore = 6.0
    package var modelHashrateChange = 0.22
    package var modelTemperatureChange = 14.0
    /// Below this share of the nameplate's energy a terahash a slow miner is taken for one on a power limit. *Measured.*
    package var frugalShare = 0.99

    /// Drift by days: the limit of the sum in deviations of a day, the least deviation of a day's mean, and the least change. *Measured.*
    package var driftSumLimit = 12.0
    package var driftLeastDeviation = 0.006
    package var driftChange = 0.025

    /// A miner is unsteady with so many dips below a share of its usual rate within a day, while most of its neighbours run.
    package var dips = 4
    package var dipShare = 0.85

    /// A sensor that gives one value for so many running hours is stuck, if its neighbours' moved by at least this much meanwhile.
    package var stuckHours = 18
    package var stuckNeighbourRangeCelsius = 3.0

    /// Power above this share of the nameplate without any hashing is load for nothing.
    package var phantomPowerShare = 0.3
    package var phantomHours = 3

    /// Rejected shares: this many deviations of a Poisson count above what its neighbours have, and this share at least.
    package var rejectScore = 6.0
    package var rejectShare = 0.02
    /// Below so many shares nothing is said.
    package var leastShares = 200.0

    /// What so large a share of a site's miners does at once is the site's.
    package var siteShare = 0.5
    package var siteHotCelsius = 5.0
    package var siteSlowChange = 0.08
    package var siteHours = 3

    /// The same of a rack, beside the rest of its site. Half of a rack's machines hide what one of them does, so it takes no less than a site.
    package var rackShare = 0.5
    package var rackHotCelsius = 5.0
    package var rackSlowChange = 0.08

    package init() {}

    /// The thresholds of a metric.
    func limits(_ metric: AnomalyMetric) -> Limits {
        switch metric {
        case .hashrate: hashrate
        case .efficiency: efficiency
        case .temperature: temperature
        case .fan: fan
        }
    }
}
