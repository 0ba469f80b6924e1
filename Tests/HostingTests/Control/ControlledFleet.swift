import Glibc
import MinerSimulator
import PluginKit
import Synchronization
import Testing

@testable import Hosting

/// Simulated devices of one model on loopback, read and told what to do by the plugin's own code.
final class ControlledFleet: Sendable {
    static let webPort: UInt16 = 18_080
    static let whatsminerPort: UInt16 = 14_433

    let simulator: MinerSimulator
    let settings: HostingSettings
    private let passwords: DevicePasswords
    /// What the rounds before have learnt.
    private let plan = Mutex<CommandPlan?>(nil)
    /// What orders have found, as the database keeps it.
    private let workModes = Mutex<[Int64: String]>([:])

    init(
        _ model: String, address: String, count: Int = 1, passwords: DevicePasswords = DevicePasswords(),
        _ change: (inout MinerSimulatorOptions) -> Void = { _ in }
    ) throws {
        var options = MinerSimulatorOptions()
        options.count = count
        options.firstAddress = address
        options.port = 14_028
        options.models = [model]
        options.webPort = ControlledFleet.webPort
        options.whatsminerPort = ControlledFleet.whatsminerPort
        options.rampDownSeconds = 0
        options.rampUpSeconds = 0
        change(&options)
        simulator = try MinerSimulator(options)
        settings = HostingSettings(
            connectTimeoutMillis: 500, replyTimeoutMillis: 2_000, lowHashratePercent: 50, curtailmentSettleSeconds: 45,
            webPort: Int(ControlledFleet.webPort),
            whatsminerPort: Int(ControlledFleet.whatsminerPort), keepSamplesDays: 1, keepEventsDays: 1, keepOperationsDays: 1,
            keepPricesDays: 1)
        self.passwords = passwords
        try simulator.start()
    }

    func stop() { simulator.stop() }

    /// Tells the devices what to do. The clock is 5 s behind: Avalons act at once and not 5 s later.
    func carryOut(_ actions: DeviceAction..., firmware: String?) async throws -> [DeviceOrderResult] {
        let passwords = passwords
        let commander = DeviceCommander(
            settings: settings, exchanges: SocketExchanges(), passwords: { passwords },
            now: { Timestamp(unixMicros: Int64(time(nil) - 5) * 1_000_000) },
            remember: { [self] memory in
                workModes.withLock { modes in
                    for order in memory.heard { modes[order.minerId] = order.workMode ?? modes[order.minerId] }
                }
            },
            workModes: { [self] miners in workModes.withLock { modes in modes.filter { miners.contains($0.key) } } })
        let orders = simulator.miners.flatMap { miner in
            actions.map {
                DeviceOrder(minerId: Int64(miner.index), address: miner.address, port: miner.port, firmware: firmware, action: $0)
            }
        }
        return try await commander.carryOut(orders)
    }

    /// A round of the collector with the first device, which may remember an order to sleep.
    func read(isToldToSleep: Bool = false) async throws -> Observation {
        let miner = simulator.miners[0]
        var round = MinerRound(
            target: MinerTarget(
                id: 7, address: miner.address, port: miner.port, nameplateHashrateTHs: miner.hashrateTHs,
                nameplatePowerWatts: Double(miner.powerWatts), plan: plan.withLock { $0 }, isToldToSleep: isToldToSleep),
            whatsminerPort: ControlledFleet.whatsminerPort)
        let now = Timestamp(unixMicros: 1_700_000_000_000_000)
        repeat {
            let port = round.port
            let exchanges = round.requests.enumerated().map {
                OrderRound.Exchange(
                    key: $0.offset, address: miner.address,
                    request: DeviceRequest(
                        port: port, bytes: CommandPlan.bytes($0.element, address: miner.address, port: port),
                        framing: round.isFramed ? .lengthPrefixed : .command)
                )
            }
            let answers = try await SocketExchanges().answers(
                OrderRound(
                    exchanges: exchanges, end: round.isFramed ? .lengthPrefix : .nulByte, attempts: 1, connectTimeoutMillis: 500,
                    timeoutMillis: 2_000))
            for answer in answers { _ = round.take(answer.outcome, answer.bytes[...], request: answer.key) }
        } while round.goesOn(at: now)
        let observation = round.observation(at: now, lowHashratePercent: settings.lowHashratePercent)
        if let commands = observation.commands { plan.withLock { $0 = CommandPlan(stored: commands) } }
        return observation
    }
}
