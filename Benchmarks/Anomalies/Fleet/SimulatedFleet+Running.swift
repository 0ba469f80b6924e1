import Analytics
import Glibc

extension SimulatedFleet {
    /// What is one machine's own.
    private struct Machine {
        let hashrate: Double
        let power: Double
        let warmth: Double
        let fan: Double
        let luck: Double
        let refusal: Double
        let isTuned: Bool

        /// Machines of one name differ by some 2 % in rate and in power, and by their place in the rack; one in ten runs on a power limit.
        init(noise: inout SeededNoise) {
            hashrate = 1 + 0.02 * noise.normal()
            power = 1 + 0.025 * noise.normal()
            warmth = 2.5 * noise.normal()
            fan = 1 + 0.03 * noise.normal()
            luck = 0.006 + 0.008 * noise.unit()
            refusal = 0.001 + 0.004 * noise.unit()
            isTuned = noise.happens(0.1)
        }
    }

    /// Fills the rows of one miner.
    mutating func run(_ row: Int, site: SiteWeather, fault: SimulatedFault?, noise: inout SeededNoise) {
        let machine = Machine(noise: &noise)
        var (rateWander, powerWander, stuck): (Double, Double, Double?) = (0, 0, nil)
        var hopsLeft = 0
        for hour in 0..<hours {
            // Slow wander of either figure, half a percent, over a day or so.
            rateWander = 0.96 * rateWander + 0.0012 * noise.normal()
            powerWander = 0.96 * powerWander + 0.0012 * noise.normal()
            let isSilent = site.silent.contains(hour) || noise.happens(0.02 / 24)
            let restarts = noise.happens(0.05 / 24)
            let downShare = restarts ? 0.05 + 0.35 * noise.unit() : 0
            let isAsleep = site.curtailed.contains(hour) || (site.clientCurtailed.contains(hour) && miners[row].client == 1)
            let age = fault.map { hour - $0.startHour } ?? -1
            let kind = age >= 0 ? fault?.kind : nil

            var rate = miners[row].nameplateTHs * machine.hashrate * (machine.isTuned ? 0.8 : 1)
            rate *= 1 + rateWander + machine.luck * noise.normal()
            // Leakage of hot chips: a tenth of a percent a degree.
            var power = miners[row].nameplateWatts * machine.power * (machine.isTuned ? 0.72 : 1)
            power *= 1 + powerWander + 0.008 * noise.normal() + 0.001 * (site.air[hour] - 18)
            var heat = 66 + machine.warmth + 0.6 * (site.air[hour] - 18) + 0.8 * noise.normal()
            var fan = 4_300 * machine.fan * (1 + 0.015 * (site.air[hour] - 18) + 0.015 * noise.normal())
            var refusal = machine.refusal + (site.refused.contains(hour) ? 0.08 : 0)
            if let troubles = rackTroubles {
                let rack = row / Self.minersInARack
                if rack == troubles.hot.rack, troubles.hot.hours.contains(hour) { heat += RackTroubles.hotCelsius }
                if rack == troubles.slow.rack, troubles.slow.hours.contains(hour) {
                    (rate, power) = (rate * RackTroubles.slowShare, power * RackTroubles.slowShare)
                }
            }
            if let kind { Self.strike(kind, age, &rate, &power, &heat, &fan, &refusal) }
            if kind == .hopping {
                if hopsLeft == 0, noise.happens(0.25) { hopsLeft = 1 + Int(noise.unit() * 2) }
                if hopsLeft > 0 {
                    hopsLeft -= 1
                    rate *= 0.1 + 0.4 * noise.unit()
                }
            }
            rate *= 1 - downShare
            power *= 1 - 0.8 * downShare
            if isAsleep {
                (rate, power, heat, fan) = (0, 30, site.air[hour] + 4, 0)
            }
            // Sensors give whole degrees, and telemetry keeps the hour's highest.
            heat = heat.rounded()
            if kind == .stuckSensor, !isAsleep {
                stuck = stuck ?? heat
                heat = stuck ?? heat
            }
            let count = isAsleep || rate <= 0 ? 0 : 600 + 24.5 * noise.normal()
            guard !isSilent else { continue }
            hashrateTHs[row, hour] = rate
            powerWatts[row, hour] = power
            temperatureCelsius[row, hour] = heat
            fanRPM[row, hour] = fan
            shares[row, hour] = max(0, count.rounded())
            let expected = max(0, count) * refusal
            rejects[row, hour] = max(0, (expected + expected.squareRoot() * noise.normal()).rounded())
        }
    }

    /// What a fault of an age in hours does to a miner's figures.
    private static func strike(
        _ kind: SimulatedFault.Kind, _ age: Int, _ rate: inout Double, _ power: inout Double, _ heat: inout Double, _ fan: inout Double,
        _ refusal: inout Double
    ) {
        switch kind {
        case .lostBoard: (rate, power) = (rate * 2 / 3, power * 0.69)
        case .drift: power *= 1 + min(0.004 * Double(age) / 24, 0.12)
        case .failingFan: (fan, heat) = (fan * 0.76, heat + 4)
        case .overheating: heat += 11 * min(1, Double(age + 1) / 6)
        case .skimmedHashrate: rate *= 0.94
        case .addedLoad: power *= 1.08
        case .rejects: refusal += 0.06
        case .phantomLoad: (rate, power) = (0, power * 0.6)
        case .hopping, .otherPool, .stuckSensor: break
        }
    }
}
