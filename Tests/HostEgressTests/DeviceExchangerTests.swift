import EventLoop
import Glibc
import Synchronization
import Testing

@testable import HostEgress

@Suite("Exchanges over real sockets")
struct DeviceExchangerTests {
    @Test("A reply that ends with a NUL or with the connection is handed over byte for byte")
    func replied() async throws {
        let withNUL = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("{\"a\":", to: connection)
            usleep(20_000)
            ScriptedDevice.send("1}\n\0", to: connection)
            ScriptedDevice.waitForClose(connection)
        }
        let closing = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("a\0b", to: connection)
        }
        defer { withNUL.stop(); closing.stop() }
        let bench = try ExchangeBench()
        let first = await bench.one(withNUL.port) { $0.end = .nulByte }
        #expect(first.outcome == .replied)
        #expect(first.reply == Array("{\"a\":1}\n\0".utf8))
        #expect(first.detail.isEmpty && first.elapsedMicroseconds > 0)
        let second = await bench.one(closing.port)
        #expect(second.outcome == .replied)
        #expect(second.reply == Array("a\0b".utf8))
    }

    @Test("A reply in a frame is handed over once it is whole, though the connection stays open; one too long is not awaited")
    func framed() async throws {
        let open = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("\u{3}\0", to: connection)
            usleep(20_000)
            ScriptedDevice.send("\0\0a\0b", to: connection)
            ScriptedDevice.waitForClose(connection)
        }
        let boasting = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("\0\0\0\u{7F}", to: connection)
            ScriptedDevice.waitForClose(connection)
        }
        let cut = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("\u{9}\0\0\0half", to: connection)
        }
        defer { open.stop(); boasting.stop(); cut.stop() }
        let bench = try ExchangeBench()
        // A reply that was waited for longer would end as timed out.
        let whole = await bench.one(open.port) { ($0.end, $0.timeoutMilliseconds) = (.lengthPrefix, 600_000) }
        #expect(whole.outcome == .replied && whole.reply == [3, 0, 0, 0] + Array("a\0b".utf8))
        let long = await bench.one(boasting.port) { ($0.end, $0.timeoutMilliseconds) = (.lengthPrefix, 600_000) }
        #expect(long.outcome == .tooLarge && long.reply == [0, 0, 0, 0x7F])
        let broken = await bench.one(cut.port) { $0.end = .lengthPrefix }
        #expect(broken.outcome == .broken && broken.reply.count == 8 && broken.detail.contains("within a frame"))
    }

    @Test("A device that closes without a byte has replied nothing")
    func emptyReply() async throws {
        let device = ScriptedDevice { ScriptedDevice.readRequest($0) }
        defer { device.stop() }
        let reply = try await ExchangeBench().one(device.port)
        #expect(reply.outcome == .replied && reply.reply.isEmpty)
    }

    @Test("A closed port is refused, a reset before a byte too, and a reset after some is broken")
    func refused() async throws {
        let closed = ScriptedDevice(accepts: false)
        closed.stop()
        let resetting = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.reset(connection)
        }
        let breaking = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("half", to: connection)
            // A reset throws away what the other side has not read yet.
            usleep(2_000_000)
            ScriptedDevice.reset(connection)
        }
        defer { resetting.stop(); breaking.stop() }
        let bench = try ExchangeBench()
        #expect(await bench.one(closed.port).outcome == .refused)
        #expect(await bench.one(resetting.port).outcome == .refused)
        let broken = await bench.one(breaking.port) { $0.timeoutMilliseconds = 30_000 }
        #expect(broken.outcome == .broken && broken.reply == Array("half".utf8))
    }

    @Test("A full listen queue swallows connection attempts: unreachable")
    func blackhole() async throws {
        let device = ScriptedDevice(backlog: 0, accepts: false)
        defer { device.stop() }
        let fillers = (0..<3).map { _ in ScriptedDevice.connectWithoutWaiting(to: device.port) }
        defer { for filler in fillers { close(filler) } }
        usleep(50_000)
        let reply = try await ExchangeBench().one(device.port) { $0.connectTimeoutMilliseconds = 150 }
        #expect(reply.outcome == .unreachable)
        #expect(reply.detail == DeviceFailure.connectTimeout.detail)
    }

    @Test("A device that drips is bounded by the whole exchange's timeout and what came is kept")
    func dripping() async throws {
        let device = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            for _ in 0..<2_000 {
                ScriptedDevice.send("x", to: connection)
                usleep(10_000)
            }
        }
        defer { device.stop() }
        let reply = try await ExchangeBench().one(device.port) { $0.timeoutMilliseconds = 3_000 }
        #expect(reply.outcome == .timedOut)
        #expect(!reply.reply.isEmpty && reply.reply.count < 2_000 && reply.reply.allSatisfy { $0 == UInt8(ascii: "x") })
    }

    @Test("A reply without end is cut at the size limit")
    func neverEnding() async throws {
        let device = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            let chunk = String(repeating: "y", count: 10_000)
            for _ in 0..<1_000 { ScriptedDevice.send(chunk, to: connection) }
        }
        defer { device.stop() }
        let reply = try await ExchangeBench().one(device.port) { $0.maximumReplyBytes = 50_000 }
        #expect(reply.outcome == .tooLarge)
        #expect(reply.reply == [UInt8](repeating: UInt8(ascii: "y"), count: 50_000))
    }

    @Test("An address outside the grant is not connected to; one that is no address is told apart")
    func grants() async throws {
        let device = ScriptedDevice { ScriptedDevice.readRequest($0) }
        defer { device.stop() }
        let bench = try ExchangeBench()
        let (replies, end) = await bench.run(
            DeviceRound(
                tenantKey: 1,
                exchanges: [
                    DeviceExchange(key: 1, address: IPAddress("127.0.0.1"), port: device.port, request: [1]),
                    DeviceExchange(key: 2, address: IPAddress("::ffff:127.0.0.1"), port: device.port, request: [1]),
                    DeviceExchange(key: 3, address: IPAddress("::1"), port: device.port, request: [1]),
                    DeviceExchange(key: 4, address: IPAddress("miner.example"), port: device.port, request: [1]),
                ], grants: try NetworkGrant(["127.0.0.2/31"])))
        #expect(replies.map(\.outcome) == [.notGranted, .notGranted, .notGranted, .notGranted])
        #expect(replies.first { $0.key == 4 }?.detail == DeviceFailure.notNumeric.detail)
        #expect(end.connections == 0 && end[outcome: .notGranted] == 4)
        #expect(device.acceptedCount.load(ordering: .relaxed) == 0)
    }

    @Test("A port outside the grant is not connected to, though its address is granted, and that is told apart")
    func ports() async throws {
        let granted = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("ok", to: connection)
        }
        let withheld = ScriptedDevice { ScriptedDevice.readRequest($0) }
        defer { granted.stop(); withheld.stop() }
        let bench = try ExchangeBench()
        var round = bench.round([withheld.port, granted.port])
        round.grants = try NetworkGrant(["127.0.0.0/8"], ports: [granted.port])
        let (replies, end) = await bench.run(round)
        let refused = try #require(replies.first { $0.key == 0 })
        #expect(refused.outcome == .notGranted && refused.detail == DeviceFailure.portNotGranted(withheld.port).detail)
        #expect(replies.first { $0.key == 1 }?.reply == Array("ok".utf8))
        #expect(end.connections == 1 && end[outcome: .notGranted] == 1)
        #expect(withheld.acceptedCount.load(ordering: .relaxed) == 0 && granted.acceptedCount.load(ordering: .relaxed) == 1)
    }

    @Test("A mapped IPv4 address is connected to as IPv4")
    func mapped() async throws {
        let device = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.send("ok", to: connection)
        }
        defer { device.stop() }
        let bench = try ExchangeBench()
        let (replies, _) = await bench.run(
            DeviceRound(
                tenantKey: 1,
                exchanges: [DeviceExchange(key: 2, address: IPAddress("::ffff:127.0.0.1"), port: device.port, request: [1])],
                grants: try NetworkGrant(["127.0.0.1"])))
        #expect(replies.first?.reply == Array("ok".utf8))
    }

    @Test("Another try follows a refusal, not a reply")
    func attempts() async throws {
        let device = ScriptedDevice { connection in
            ScriptedDevice.readRequest(connection)
            ScriptedDevice.reset(connection)
        }
        defer { device.stop() }
        let bench = try ExchangeBench()
        var round = bench.round([device.port])
        round.attempts = 3
        round.attemptPauseMilliseconds = 10
        let (replies, end) = await bench.run(round)
        #expect(replies.map(\.outcome) == [.refused])
        #expect(end.connections == 3)
        #expect(device.acceptedCount.load(ordering: .relaxed) == 3)
    }

    @Test("A round without exchanges ends")
    func emptyRound() async throws {
        let (replies, end) = try await ExchangeBench().run(DeviceRound(tenantKey: 1, exchanges: [], grants: .nothing))
        #expect(replies.isEmpty && end.counts.allSatisfy { $0 == 0 })
    }
}

extension ScriptedDevice {
    /// Closes with a reset; the script's own close then finds the number taken by nobody.
    static func reset(_ connection: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    static func connectWithoutWaiting(to port: UInt16) -> Int32 {
        guard case .opened(let socket) = DeviceSocket.connect(to: .v4(0x7F00_0001), port: port) else { return -1 }
        return socket.descriptor
    }
}
