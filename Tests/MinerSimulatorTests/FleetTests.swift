import Foundation
import Glibc
import Testing

@testable import MinerSimulator

@Suite("Simulated fleets over real sockets")
struct FleetTests {
    private func options(_ address: String, count: Int = 4) -> MinerSimulatorOptions {
        var options = MinerSimulatorOptions()
        options.count = count
        options.firstAddress = address
        options.port = 14_028
        return options
    }

    @Test("The same options deal the same fleet, each device with a serial number of its own")
    func plan() throws {
        var options = options("127.9.0.1", count: 2_000)
        options.deadPercent = 10
        options.lyingPercent = 10
        let first = try MinerSimulator(options).miners
        let again = try MinerSimulator(options).miners
        #expect(first.map(\.serial) == again.map(\.serial) && first.map(\.behaviour) == again.map(\.behaviour))
        #expect(Set(first.map(\.serial)).count == 2_000)
        #expect(Set(first.map(\.capture)) == Set(MinerModel.all.map(\.name)))
        #expect((120...280).contains(first.filter { $0.behaviour == .dead }.count))
        #expect(first[300].address == "127.9.1.45")
        options.seed = 2
        #expect(try MinerSimulator(options).miners.map(\.serial) != first.map(\.serial))
    }

    @Test("Options that cannot be are refused")
    func wrongOptions() {
        var outside = options("10.0.0.1")
        #expect(throws: MinerSimulatorError.self) { try MinerSimulator(outside) }
        outside.firstAddress = "127.255.255.254"
        #expect(throws: MinerSimulatorError.self) { try MinerSimulator(outside) }
        var share = options("127.0.0.1")
        share.deadPercent = 60
        share.lyingPercent = 60
        #expect(throws: MinerSimulatorError.self) { try MinerSimulator(share) }
        var ports = options("127.0.0.1", count: 60_000)
        ports.usesConsecutivePorts = true
        #expect(throws: MinerSimulatorError.self) { try MinerSimulator(ports) }
        var model = options("127.0.0.1")
        model.models = ["toaster"]
        #expect(throws: MinerSimulatorError.self) { try MinerSimulator(model) }
    }

    @Test("A device answers its capture, on addresses and on ports")
    func served() throws {
        for usesPorts in [false, true] {
            var options = options("127.9.1.1")
            options.models = ["antminer-s9"]
            options.drifts = false
            options.usesConsecutivePorts = usesPorts
            let simulator = try MinerSimulator(options)
            try simulator.start()
            defer { simulator.stop() }
            let expected = try #require(Fixture(model: "", folder: "antminer_s9_v1358").files()["stats"])
            for miner in simulator.miners {
                #expect(TestClient.ask(miner, #"{"command":"stats"}"#).bytes == expected + [0])
            }
            #expect(simulator.counters.replied == 4)
        }
    }

    @Test("Each behaviour shows on the wire, and a device changes while it runs")
    func behaviours() throws {
        var options = options("127.9.2.1", count: 1)
        options.models = ["braiins-s9"]
        options.drifts = false
        options.dripMilliseconds = 1
        let simulator = try MinerSimulator(options)
        try simulator.start()
        defer { simulator.stop() }
        let miner = simulator.miners[0]
        func ask(_ behaviour: DeviceBehaviour, mostBytes: Int = .max) throws -> TestClient.Answer {
            try simulator.set(0, to: behaviour)
            return TestClient.ask(miner, #"{"command":"version"}"#, waitMilliseconds: 300, mostBytes: mostBytes)
        }
        let whole = try ask(.healthy)
        #expect(whole.ended && whole.bytes.count == 180)
        #expect(try ask(.refusing).connectError == ECONNREFUSED)
        #expect(try ask(.dead) == TestClient.Answer(connectError: 0, bytes: [], ended: false))
        #expect(try ask(.blackholed).connectError == EINPROGRESS)
        #expect(try ask(.garbage).bytes.starts(with: Array("garbage".utf8)))
        #expect(try ask(.truncated).bytes == Array(whole.bytes.prefix(90)))
        let dripped = try ask(.dripping)
        #expect(!dripped.bytes.isEmpty && whole.bytes.starts(with: dripped.bytes))
        let endless = try ask(.neverEnding, mostBytes: 20_000)
        #expect(!endless.ended && endless.bytes.count >= 20_000)
        let oversized = try ask(.oversized)
        #expect(oversized.ended)
        #expect(oversized.bytes.count == 180 + 1_200_000)
        #expect(try ask(.quirk("only_nul")) == TestClient.Answer(connectError: 0, bytes: [0], ended: true))
        #expect(try ask(.quirk("empty")) == TestClient.Answer(connectError: 0, bytes: [], ended: true))
        try simulator.set(0, to: .implausible)
        #expect(String(decoding: TestClient.ask(miner, #"{"command":"temps"}"#).bytes, as: UTF8.self).contains(#""Board":-3276.8"#))
        #expect(try ask(.healthy).bytes == whole.bytes)
        func fans() throws -> [Substring] {
            String(decoding: TestClient.ask(miner, #"{"command":"fans"}"#).bytes, as: UTF8.self).matches(of: /"RPM":(\d+)/).map { $0.1 }
        }
        #expect(try fans() == ["1560", "1560", "0", "0"])
        try simulator.set(0, to: .stoppedFan)
        #expect(try fans().map { $0 == "0" } == [true, false, true, true])
        #expect(throws: MinerSimulatorError.self) { try simulator.set(1, to: .dead) }
    }

    @Test("The control socket changes devices line by line, and the fleet file lists them")
    func controlAndFile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = options("127.9.3.1", count: 2)
        options.models = ["whatsminer-m30s"]
        options.controlSocketPath = folder.appendingPathComponent("control").path
        let simulator = try MinerSimulator(options)
        try simulator.start()
        defer { simulator.stop() }
        let path = try #require(options.controlSocketPath)
        #expect(
            TestClient.control(path, "count\nset 1 refusing\nset 9 dead\nset 0 odd\n", answers: 4).map { $0.prefix(5) } == [
                "ok 2", "ok", "error", "error",
            ])
        #expect(TestClient.ask(simulator.miners[1], "summary").connectError == ECONNREFUSED)
        #expect(TestClient.ask(simulator.miners[0], "summary").ended)
        let fleet = folder.appendingPathComponent("fleet.csv").path
        try simulator.writeFleet(path: fleet)
        let lines = try String(contentsOfFile: fleet, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3 && lines[0] == "address,port,kind,model,serial,hashrate_ths,power_watts")
        #expect(lines[1] == "127.9.3.1,14028,healthy,Whatsminer M30S (86 TH),\(simulator.miners[0].serial),86.0,3268")
        #expect(throws: MinerSimulatorError.self) { try simulator.writeFleet(path: folder.path + "/missing/fleet.csv") }
    }

    @Test("A port that is taken is told by its address, and nothing stays open")
    func portTaken() throws {
        let first = try MinerSimulator(options("127.9.4.1", count: 1))
        try first.start()
        defer { first.stop() }
        var wanted = options("127.9.4.0", count: 3)
        wanted.models = ["avalon-q"]
        let second = try MinerSimulator(wanted)
        let error = #expect(throws: MinerSimulatorError.self) { try second.start() }
        #expect(error?.code == .listen && error?.message.contains("127.9.4.1:14028") == true)
        #expect(TestClient.ask(second.miners[0], "summary").connectError == ECONNREFUSED)
    }
}
