import Glibc
import TestSupport
import Testing

@testable import HostEgress

@Suite("One exchange, without sockets")
struct DeviceExchangeMachineTests {
    private func machine(request: Int = 10, maximum: Int = 100, endsAtNUL: Bool = true) -> DeviceExchangeMachine {
        DeviceExchangeMachine(requestCount: request, maximumReplyCount: maximum, endsAtNUL: endsAtNUL)
    }

    private func receiving(maximum: Int = 100, endsAtNUL: Bool = true) -> DeviceExchangeMachine {
        var machine = machine(maximum: maximum, endsAtNUL: endsAtNUL)
        _ = machine.connectBegan()
        _ = machine.sent(10)
        return machine
    }

    @Test("The request is sent in as many parts as the kernel takes, then the reply is awaited")
    func sending() {
        var machine = machine()
        #expect(machine.connectBegan() == .send(from: 0))
        #expect(machine.sendWouldBlock() == .waitWritable)
        #expect(machine.phase == .connecting)
        #expect(machine.becameWritable() == .send(from: 0))
        #expect(machine.sent(4) == .send(from: 4))
        #expect(machine.phase == .sending)
        #expect(machine.sent(6) == .waitReadable)
        #expect(machine.phase == .receiving)
    }

    @Test("A device that speaks first needs no request")
    func noRequest() {
        var machine = machine(request: 0)
        #expect(machine.connectBegan() == .waitWritable)
        #expect(machine.becameWritable() == .receive)
    }

    @Test("The reply ends at the first NUL, which it keeps, and what follows is dropped")
    func endsAtNUL() {
        var machine = receiving()
        let first = machine.received(20, nulOffset: nil)
        #expect(first.keep == 20 && first.action == .receive)
        let last = machine.received(20, nulOffset: 7)
        #expect(last.keep == 8 && last.action == .finish(.replied, nil, isAbort: false))
    }

    @Test("Without the NUL rule only the end of the stream ends the reply, an empty one too")
    func endsAtClose() {
        var machine = receiving(endsAtNUL: false)
        #expect(machine.received(5, nulOffset: 1).keep == 5)
        #expect(machine.streamEnded() == .finish(.replied, nil, isAbort: false))
        var silent = receiving()
        #expect(silent.streamEnded() == .finish(.replied, nil, isAbort: false))
    }

    @Test("A reply of exactly the limit is whole, one byte more is too large and keeps its beginning")
    func limit() {
        var exact = receiving(maximum: 100)
        #expect(exact.received(100, nulOffset: 99).action == .finish(.replied, nil, isAbort: false))
        var over = receiving(maximum: 100)
        _ = over.received(60, nulOffset: nil)
        let last = over.received(41, nulOffset: 40)
        #expect(last.keep == 40)
        #expect(last.action == .finish(.tooLarge, .tooLarge(limit: 100), isAbort: true))
    }

    @Test(
        "A failure while connecting is a refusal or no way there",
        arguments: [
            (ECONNREFUSED, DeviceOutcome.refused), (ECONNRESET, .refused), (ETIMEDOUT, .unreachable), (EHOSTUNREACH, .unreachable),
            (ENETUNREACH, .unreachable), (EACCES, .unreachable),
        ])
    func connectFailure(_ code: Int32, _ outcome: DeviceOutcome) {
        var machine = machine()
        _ = machine.connectBegan()
        #expect(machine.failed(code) == .finish(outcome, .system(code), isAbort: true))
    }

    @Test("A reset is a refusal before the first byte and a break after it")
    func reset() {
        var early = receiving()
        #expect(early.failed(ECONNRESET) == .finish(.refused, .system(ECONNRESET), isAbort: true))
        var late = receiving()
        _ = late.received(1, nulOffset: nil)
        #expect(late.failed(ECONNRESET) == .finish(.broken, .system(ECONNRESET), isAbort: true))
    }

    @Test("A device that closes before it took the whole request may have answered")
    func earlyAnswer() {
        var machine = machine()
        _ = machine.connectBegan()
        _ = machine.sent(4)
        #expect(machine.failed(EPIPE) == .receive)
        #expect(machine.received(3, nulOffset: 2).action == .finish(.replied, nil, isAbort: false))
    }

    @Test("Time out of a connection attempt is unreachable, of a reply is timed out")
    func times() {
        var connecting = machine()
        _ = connecting.connectBegan()
        #expect(connecting.timeReached() == .finish(.unreachable, .connectTimeout, isAbort: true))
        var dripping = receiving()
        _ = dripping.received(3, nulOffset: nil)
        #expect(dripping.timeReached() == .finish(.timedOut, .timeout(receivedCount: 3), isAbort: true))
        var aborted = receiving()
        #expect(aborted.aborted(.deadline) == .finish(.timedOut, .deadline, isAbort: true))
    }

    @Test("Whatever the chunks, the kept bytes are the stream up to its NUL or the limit")
    func anyChunks() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        for _ in 0..<2_000 {
            let stream = (0..<Int.random(in: 0...120, using: &random)).map { _ in UInt8.random(in: 0...40, using: &random) }
            let maximum = Int.random(in: 1...90, using: &random)
            var machine = receiving(maximum: maximum)
            var kept: [UInt8] = []
            var rest = stream[...]
            var ending: DeviceExchangeMachine.Action?
            while ending == nil, !rest.isEmpty {
                let chunk = rest.prefix(Int.random(in: 1...30, using: &random))
                rest = rest.dropFirst(chunk.count)
                let (keep, action) = machine.received(chunk.count, nulOffset: chunk.firstIndex(of: 0).map { $0 - chunk.startIndex })
                kept.append(contentsOf: chunk.prefix(keep))
                if case .finish = action { ending = action }
            }
            let whole = stream.firstIndex(of: 0).map { Array(stream[...$0]) } ?? stream
            #expect(kept == Array(whole.prefix(maximum)), "seed \(seed)")
            #expect(whole.count <= maximum || ending == .finish(.tooLarge, .tooLarge(limit: maximum), isAbort: true), "seed \(seed)")
        }
    }
}
