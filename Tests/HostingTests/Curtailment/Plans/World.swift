import PluginKit
import Synchronization

@testable import Hosting

/// Miners that sleep and wake as they are told, or do not; a database in memory with the guard of the real one; and a clock that is set.
///
/// A device obeys at once, and what it shows is collected once a minute, as in a host.
final class World: PlanKeeping, DeviceCommanding, Sendable {
    struct Device {
        var fleet: FleetMiner
        var isAsleep = false
        var behaviour = Behaviour.obeys
        var sighting: MinerSighting
        var orders: [DeviceAction] = []
    }

    enum Behaviour: CaseIterable {
        case obeys
        /// Says yes and goes on.
        case lies
        case refuses
        case isUnsupported
        /// Cannot be reached by orders; the collection sees it.
        case isUnreachable
        /// From the beginning on neither orders nor the collection reach it.
        case isCutOff
        /// Stops answering while it sleeps.
        case fallsSilent
        /// Never wakes again.
        case staysAsleep
        /// Obeys the second order.
        case isHardOfHearing
    }

    /// The process is lost.
    struct Crash: Error {}

    struct State {
        var now = World.begin
        var plan: PlanRecord
        var miners: [Int64: PlanMiner] = [:]
        var devices: [Int64: Device] = [:]
        var notes: [PlanNote] = []
        /// Effects until the process is lost; nil for never.
        var effectsLeft: Int?
        var writes = 0
        var samples: [PlanTotals] = []
    }

    static let begin = Timestamp(rfc3339: "2026-11-21T12:00:00Z")!

    let state: Mutex<State>

    static func plan(watts: Int64) -> PlanRecord {
        var request = CurtailmentRequest(goal: .reduceBy(watts: watts))
        request.times = SwitchTimes(batchSize: 10)
        return PlanRecord(
            id: 1, state: .approved, revision: 1, request: request, targetWatts: watts, tolerancePercent: 0, startsAt: begin,
            durationSeconds: 3_600)
    }

    init(_ plan: PlanRecord, miners: Int, behaviour: (Int) -> Behaviour = { _ in .obeys }) {
        var made = State(plan: plan)
        for number in 1...miners {
            let miner = CurtailableMiner.healthy {
                $0.id = Int64(number)
                $0.serialNumber = "S\(number)"
                $0.client = number % 3 == 0 ? "alpha" : "beta"
                $0.powerWatts = 3_000 + Double(number % 7) * 50
                $0.hashrateTHs = 90 + Double(number * 5 % 17)
            }
            made.devices[Int64(number)] = Device(
                fleet: FleetMiner(ownerKey: 7, miner: miner), behaviour: behaviour(number),
                sighting: MinerSighting(
                    address: "127.0.0.1", port: 4_028, firmware: miner.firmware, state: "ok", observedAt: World.begin, seenAt: World.begin,
                    powerWatts: miner.powerWatts, hashrateTHs: miner.hashrateTHs))
        }
        state = Mutex(made)
    }

    var plan: PlanRecord { state.withLock { $0.plan } }
    var now: Timestamp { state.withLock { $0.now } }
    var miners: [PlanMiner] { state.withLock { $0.miners.values.sorted { $0.minerId < $1.minerId } } }
    var asleep: Int { state.withLock { $0.devices.values.count(where: \.isAsleep) } }
    var asleepWatts: Double { state.withLock { $0.devices.values.reduce(0) { $0 + ($1.isAsleep ? $1.fleet.miner.powerWatts ?? 0 : 0) } } }

    private func effect() throws {
        try state.withLock { state in
            guard let left = state.effectsLeft else { return }
            guard left > 0 else { throw Crash() }
            state.effectsLeft = left - 1
        }
    }

    /// The collection's round.
    func collect() {
        state.withLock { state in
            for id in state.devices.keys {
                guard var device = state.devices[id] else { continue }
                device.sighting.observedAt = state.now
                if device.isAsleep && device.behaviour == .fallsSilent || device.behaviour == .isCutOff && state.now > World.begin {
                    device.sighting.state = "unreachable"
                } else {
                    device.sighting.seenAt = state.now
                    device.sighting.state = device.isAsleep ? "paused" : "ok"
                    device.sighting.powerWatts = device.isAsleep ? 20 : device.fleet.miner.powerWatts
                    device.sighting.hashrateTHs = device.isAsleep ? 0 : device.fleet.miner.hashrateTHs
                }
                state.devices[id] = device
            }
        }
    }

    // MARK: PlanKeeping

    func inMotion() async throws -> [Int64] { plan.state.isFinal ? [] : [1] }

    func load(_ id: Int64) async throws -> (plan: PlanRecord, miners: [PlanMiner])? {
        state.withLock { state in
            let miners = state.miners.values.sorted { $0.minerId < $1.minerId }.map { stored in
                var miner = stored
                miner.sighting = state.devices[stored.minerId]?.sighting
                return miner
            }
            return (state.plan, miners)
        }
    }

    func fleet(of scope: FleetScope) async throws -> [FleetMiner] {
        state.withLock { state in
            state.devices.values.map { device in
                var fleet = device.fleet
                fleet.miner.ageSeconds = state.now.micros(since: device.sighting.seenAt ?? World.begin) / 1_000_000
                fleet.miner.state = device.sighting.state
                fleet.miner.powerWatts = device.sighting.powerWatts
                let planned = state.miners[fleet.miner.id]
                fleet.miner.isInPlan = planned.map { !$0.state.isSettled && state.plan.state.isRunning } ?? false
                fleet.miner.isHeldOff = planned?.state == .off && planned?.onAt == nil
                return fleet
            }.sorted { $0.miner.id < $1.miner.id }
        }
    }

    func write(_ step: PlanStep, for plan: PlanRecord, at now: Timestamp) async throws -> Bool {
        try effect()
        let isWritten = state.withLock { state in
            guard state.plan.revision == plan.revision, state.plan.state == plan.state else { return false }
            state.plan.revision += 1
            state.plan.state = step.change.state ?? state.plan.state
            state.plan.targetWatts = step.change.targetWatts ?? state.plan.targetWatts
            state.plan.startsAt = step.change.startsAt ?? state.plan.startsAt
            state.plan.durationSeconds = step.change.durationSeconds ?? state.plan.durationSeconds
            state.plan.isEmergency = step.change.isEmergency ?? state.plan.isEmergency
            state.plan.outcome = step.change.outcome ?? state.plan.outcome
            state.plan.message = step.change.message?.text ?? state.plan.message
            for miner in step.miners { state.miners[miner.minerId] = miner }
            state.notes += step.notes
            state.writes += 1
            if let totals = step.totals { state.samples.append(totals) }
            return true
        }
        try effect()
        return isWritten
    }

    // MARK: DeviceCommanding

    func carryOut(_ orders: [DeviceOrder]) async throws -> [DeviceOrderResult] {
        var results: [DeviceOrderResult] = []
        for order in orders {
            try effect()
            results.append(state.withLock { World.obey(order, &$0) })
        }
        try effect()
        return results
    }

    private static func obey(_ order: DeviceOrder, _ state: inout State) -> DeviceOrderResult {
        guard var device = state.devices[order.minerId] else {
            return DeviceOrderResult(minerId: order.minerId, outcome: .unreachable, detail: "Gone.")
        }
        defer { state.devices[order.minerId] = device }
        device.orders.append(order.action)
        let wantsSleep = order.action == .sleep
        func result(_ outcome: DeviceOrderResult.Outcome) -> DeviceOrderResult {
            DeviceOrderResult(minerId: order.minerId, outcome: outcome, detail: "\(outcome)")
        }
        switch device.behaviour {
        case .refuses: return result(.refused)
        case .isUnsupported: return result(.unsupported)
        case .isUnreachable, .isCutOff: return result(.unreachable)
        case .lies: return result(.accepted)
        case .staysAsleep where !wantsSleep: return result(.accepted)
        case .isHardOfHearing where wantsSleep && device.orders.count { $0 == .sleep } < 2: return result(.unconfirmed)
        default:
            if device.isAsleep == wantsSleep { return result(.alreadySo) }
            device.isAsleep = wantsSleep
            return result(.accepted)
        }
    }
}
