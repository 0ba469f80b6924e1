import ArgumentParser
import Foundation
import MinerSimulator

/// `hashinsight simulate miners`: plays captured replies of real devices on loopback addresses until it is told to stop.
struct SimulateMiners: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "miners", abstract: "Play captured miners on many loopback addresses or ports, with drift and every way to misbehave.")

    @Option(help: "How many devices.") var count = 300
    @Option(help: "Address of the first device, within 127.0.0.0/8.") var firstAddress = "127.8.0.1"
    @Option(help: "Port of the devices, or of the first one with --ports.") var port: UInt16 = 4028
    @Flag(help: "One address with consecutive ports instead of consecutive addresses.") var ports = false
    @Option(help: "Decides models, serial numbers, behaviours and readings.") var seed: UInt64 = 1
    @Option(help: "Percentage that accept and never answer.") var dead = 0.0
    @Option(help: "Percentage whose port is closed.") var refusing = 0.0
    @Option(help: "Percentage that do not answer a connection attempt.") var blackholed = 0.0
    @Option(help: "Percentage that answer byte by byte.") var dripping = 0.0
    @Option(help: "Percentage that lie: garbage, half, endless or impossible replies.") var lying = 0.0
    @Option(help: "Percentage that say yes to every order and go on as before.") var disobey = 0.0
    @Option(help: "Port of the devices' web servers, 4080 if none is given; 0 for none.") var webPort: UInt16?
    @Option(help: "Port of API 3 of Whatsminers that have it, 4433 if none is given; 0 for none.") var whatsminerPort: UInt16?
    @Option(help: "Seconds from full power to rest.") var rampDown = 2.0
    @Option(help: "Seconds from rest to full power.") var rampUp = 10.0
    @Option(parsing: .upToNextOption, help: "Captures to play; all if none is named.") var models: [String] = []
    @Flag(help: "Play the captures byte for byte, without drift.") var still = false
    @Option(help: "Mean time to an answer in milliseconds; 0 answers at once.") var delay = 0.0
    @Option(help: ArgumentHelp("Write the fleet as CSV.", valueName: "file")) var fleet: String?
    @Option(help: ArgumentHelp("A unix socket that takes lines such as `set 17 dead` and `sleep 17`.", valueName: "path")) var control:
        String?

    func run() async throws {
        try await Failure.exiting {
            var options = MinerSimulatorOptions()
            options.count = count
            options.firstAddress = firstAddress
            options.port = port
            options.usesConsecutivePorts = ports
            options.seed = seed
            options.deadPercent = dead
            options.refusingPercent = refusing
            options.blackholedPercent = blackholed
            options.drippingPercent = dripping
            options.lyingPercent = lying
            options.disobeyingPercent = disobey
            // Devices that share an address have no ports of their own but the one of the API.
            options.webPort = webPort ?? (ports ? 0 : 4_080)
            options.whatsminerPort = whatsminerPort ?? (ports ? 0 : 4_433)
            options.rampDownSeconds = rampDown
            options.rampUpSeconds = rampUp
            options.models = models
            options.drifts = !still
            options.meanDelayMilliseconds = delay
            options.controlSocketPath = control
            let simulator: MinerSimulator
            do {
                simulator = try MinerSimulator(options)
                if let fleet { try simulator.writeFleet(path: fleet) }
                try simulator.start()
            } catch {
                throw Failure(.wrongInput, "\(error)")
            }
            let place = ports ? "\(firstAddress), ports from \(port)" : "addresses from \(firstAddress), port \(port)"
            Talk.say("\(count) simulated miners on \(place)")
            await Signals.wait(for: [.sigint, .sigterm])
            simulator.stop()
        }
    }
}
