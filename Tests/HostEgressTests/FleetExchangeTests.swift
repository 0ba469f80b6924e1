import EventLoop
import Glibc
import MinerSimulator
import Testing

@testable import HostEgress

@Suite("Exchanges with a simulated fleet")
struct FleetExchangeTests {
    @Test("Each way to misbehave ends in its outcome, and every sound device's answer is there")
    func outcomes() async throws {
        var options = MinerSimulatorOptions()
        options.count = 400
        options.firstAddress = "127.10.0.1"
        options.port = 14_029
        options.seed = 5
        options.deadPercent = 8
        options.refusingPercent = 8
        options.blackholedPercent = 4
        options.drippingPercent = 5
        options.lyingPercent = 20
        let simulator = try MinerSimulator(options)
        try simulator.start()
        let bench = try ExchangeBench()
        var round = DeviceRound(
            tenantKey: 1,
            exchanges: simulator.miners.map {
                DeviceExchange(
                    key: Int64($0.index), address: IPAddress($0.address), port: $0.port, request: Array(#"{"command":"stats"}"#.utf8))
            }, grants: try NetworkGrant(["127.10.0.0/16"]))
        round.end = .nulByte
        // Sound devices have time on a busy machine; one that never ends is over the time before it is over the size.
        round.connectTimeoutMilliseconds = 1_500
        round.timeoutMilliseconds = 3_500
        round.maximumReplyBytes = 900_000
        let (replies, end) = await bench.run(round)
        simulator.stop()

        #expect(replies.count == 400 && Set(replies.map(\.key)).count == 400)
        for reply in replies {
            let miner = simulator.miners[Int(reply.key)]
            let isExpected =
                switch miner.behaviour {
                case .healthy, .garbage, .truncated, .implausible, .weak, .stoppedFan, .quirk: reply.outcome == .replied
                case .dead: reply.outcome == .timedOut && reply.reply.isEmpty
                case .dripping: (reply.outcome == .timedOut && !reply.reply.isEmpty) || reply.outcome == .replied
                case .refusing: reply.outcome == .refused
                case .blackholed: reply.outcome == .unreachable
                case .neverEnding: reply.outcome == .timedOut && reply.reply.count > 1_000
                case .oversized: reply.outcome == .tooLarge && reply.reply.count == round.maximumReplyBytes
                }
            #expect(isExpected, "\(miner.behaviour) of \(miner.capture) ended as \(reply.outcome) with \(reply.reply.count) bytes")
        }
        #expect(end.counts.reduce(0, +) == 400)
    }

    @Test("An IPv6 device is reached as one", .enabled(if: FleetExchangeTests.hasVersion6))
    func version6() async throws {
        let bench = try ExchangeBench()
        let (replies, _) = await bench.run(
            DeviceRound(
                tenantKey: 1, exchanges: [DeviceExchange(key: 1, address: IPAddress("::1"), port: 9, request: [1])],
                grants: try NetworkGrant(["::1"])))
        #expect(replies.map(\.outcome) == [.refused])
    }

    /// Whether this machine has an IPv6 loopback with nothing on the discard port.
    static let hasVersion6: Bool = {
        switch DeviceSocket.connect(to: .v6(1), port: 9) {
        case .failed(let code): code == ECONNREFUSED
        case .opened(let socket):
            socket.refusedSoon()
        case .noDescriptor, .noLocalPort: false
        }
    }()
}

extension DeviceSocket {
    fileprivate func refusedSoon() -> Bool {
        usleep(20_000)
        defer { close(isAbort: true) }
        return connectError() == ECONNREFUSED
    }
}
