import Analytics
import AnomalyFleet
import Glibc

/// `trial MINERS DAYS FAULTS_OF_EACH_KIND STEP_HOURS SEED…` prints what was found and what was told wrongly, a line each;
/// `time MINERS` the processor seconds of one look.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func trial(_ numbers: [Int]) {
    var tallies: [SimulatedFault.Kind: FleetTrial.Tally] = [:]
    var alarms: [AnomalyKind: Int] = [:]
    var sites: [AnomalyKind: Int] = [:]
    var racks: [AnomalyKind: [Int]] = [:]
    var (falseSites, falseRacks, days) = (0, 0, 0.0)
    for seed in numbers.dropFirst(4) {
        let kinds = SimulatedFault.Kind.allCases.flatMap { Array(repeating: $0, count: numbers[2]) }
        let fleet = SimulatedFleet(seed: UInt64(seed), miners: numbers[0], days: numbers[1], faults: kinds, hasRackTroubles: true)
        let trial = FleetTrial(fleet, step: numbers[3])
        for (kind, tally) in trial.tallies {
            tallies[kind, default: .init()].faults += tally.faults
            tallies[kind]?.delays += tally.delays
        }
        alarms.merge(trial.falseAlarms, uniquingKeysWith: +)
        sites.merge(trial.siteFindings, uniquingKeysWith: +)
        falseSites += trial.falseSiteAlarms
        falseRacks += trial.falseRackAlarms
        racks.merge(trial.rackDelays, uniquingKeysWith: +)
        days += trial.soundMinerDays
    }
    for kind in SimulatedFault.Kind.allCases {
        guard let tally = tallies[kind], tally.faults > 0 else { continue }
        let delays = tally.delays.sorted()
        let median = delays.isEmpty ? "-" : "\(delays[delays.count / 2])"
        let late = delays.isEmpty ? "-" : "\(delays[min(delays.count - 1, delays.count * 9 / 10)])"
        print("fault \(kind.rawValue) \(tally.faults) \(tally.delays.count) \(median) \(late)")
    }
    for kind in AnomalyKind.allCases { if let count = alarms[kind] { print("false \(kind.rawValue) \(count)") } }
    for kind in AnomalyKind.allCases { if let count = sites[kind] { print("site \(kind.rawValue) \(count)") } }
    for kind in AnomalyKind.allCases {
        guard let delays = racks[kind]?.sorted() else { continue }
        print("rack \(kind.rawValue) \(numbers.count - 4) \(delays.count) \(delays[delays.count / 2]) \(delays[delays.count - 1])")
    }
    print("false_site \(falseSites)")
    print("false_rack \(falseRacks)")
    print("sound_miner_days \(Int(days))")
}

let numbers = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
switch (CommandLine.arguments.dropFirst().first, numbers.count) {
case ("trial", 5...): trial(numbers)
case ("time", 1):
    let window = SimulatedFleet(seed: 1, miners: numbers[0], days: 31).window(until: 31 * 24, ledger: AnomalyLedger())
    let start = processorSeconds()
    let count = AnomalyDetector.examine(window).count
    print("\(processorSeconds() - start) s, \(count) findings")
default:
    print("usage: AnomaliesBenchmark trial MINERS DAYS FAULTS STEP SEED… | time MINERS")
    exit(64)
}
