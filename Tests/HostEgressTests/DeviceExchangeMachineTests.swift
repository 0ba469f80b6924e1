import Glibc
import TestSupport
import Testing

@testable import HostEgress

@Suite("One exchange, without sockets")
struct DeviceExchangeMachineTests {
    private func machine(request: Int = 10, maximum: Int = 100, end: DeviceReplyEnd = .nulByte) -> DeviceExchangeMachine {
        DeviceExchangeMachine(requestCount: request, maximumReplyCount: maximum, end: end)
    }

    /// So many bytes, of which one may be NUL.
    private func plain(_ count: Int, nulAt offset: Int? = nil) -> [UInt8] {
        var bytes = [UInt8](repeating: 1, count: count)
        if let offset { bytes[offset] = 0 }
        return bytes
    }

    private func receiving(maximum: Int = 100, end: DeviceReplyEnd = .nulByte) -> DeviceExchangeMachine {
        var machine = machine(maximum: maximum, end: end)
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
        let first = machine.received(plain(20))
        #expect(first.keep == 20 && first.action == .receive)
        let last = machine.received(plain(20, nulAt: 7))
        #expect(last.keep == 8 && last.action == .finish(.replied, nil, isAbort: false))
    }

    @Test("Without the NUL rule only the end of the stream ends the reply, an empty one too")
    func endsAtClose() {
        var machine = receiving(end: .close)
        #expect(machine.received(plain(5, nulAt: 1)).keep == 5)
        #expect(machine.streamEnded() == .finish(.replied, nil, isAbort: false))
        var silent = receiving()
        #expect(silent.streamEnded() == .finish(.replied, nil, isAbort: false))
    }

    @Test("A reply of exactly the limit is whole, one byte more is too large and keeps its beginning")
    func limit() {
        var exact = receiving(maximum: 100)
        #expect(exact.received(plain(100, nulAt: 99)).action == .finish(.replied, nil, isAbort: false))
        var over = receiving(maximum: 100)
        _ = over.received(plain(60))
        let last = over.received(plain(41, nulAt: 40))
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
        _ = late.received(plain(1))
        #expect(late.failed(ECONNRESET) == .finish(.broken, .system(ECONNRESET), isAbort: true))
    }

    @Test("A device that closes before it took the whole request may have answered")
    func earlyAnswer() {
        var machine = machine()
        _ = machine.connectBegan()
        _ = machine.sent(4)
        #expect(machine.failed(EPIPE) == .receive)
        #expect(machine.received(plain(3, nulAt: 2)).action == .finish(.replied, nil, isAbort: false))
    }

    @Test("Time out of a connection attempt is unreachable, of a reply is timed out")
    func times() {
        var connecting = machine()
        _ = connecting.connectBegan()
        #expect(connecting.timeReached() == .finish(.unreachable, .connectTimeout, isAbort: true))
        var dripping = receiving()
        _ = dripping.received(plain(3))
        #expect(dripping.timeReached() == .finish(.timedOut, .timeout(receivedCount: 3), isAbort: true))
        var aborted = receiving()
        #expect(aborted.aborted(.deadline) == .finish(.timedOut, .deadline, isAbort: true))
    }

    @Test("A frame ends after as many bytes as it says, be its header in one piece or in four, and what follows is dropped")
    func frame() {
        var whole = receiving(end: .lengthPrefix)
        let all = whole.received([3, 0, 0, 0, 1, 0, 2, 9, 9])
        #expect(all.keep == 7 && all.action == .finish(.replied, nil, isAbort: false))
        var pieces = receiving(end: .lengthPrefix)
        for byte: UInt8 in [2, 0, 0, 0, 7] {
            let one = pieces.received([byte])
            #expect(one.keep == 1 && one.action == .receive)
        }
        #expect(pieces.received([8]).action == .finish(.replied, nil, isAbort: false))
        var empty = receiving(end: .lengthPrefix)
        let nothing = empty.received([0, 0, 0, 0, 5])
        #expect(nothing.keep == 4 && nothing.action == .finish(.replied, nil, isAbort: false))
    }

    @Test("A frame that says more than a reply may have is too large before it comes, also where its length has the highest bit")
    func longFrame() {
        for header: [UInt8] in [[97, 0, 0, 0], [0, 0, 0, 128], [255, 255, 255, 255]] {
            var machine = receiving(maximum: 100, end: .lengthPrefix)
            let first = machine.received(header)
            #expect(first.keep == 4 && first.action == .finish(.tooLarge, .tooLarge(limit: 100), isAbort: true))
        }
        var exact = receiving(maximum: 100, end: .lengthPrefix)
        #expect(exact.received([96, 0, 0, 0] + plain(96)).action == .finish(.replied, nil, isAbort: false))
        var narrow = receiving(maximum: 2, end: .lengthPrefix)
        #expect(narrow.received([1, 0, 0]).keep == 2, "nor does a header fit everywhere")
    }

    @Test("A device that closes within a frame broke off; one that closes before it replied nothing")
    func cutFrame() {
        var silent = receiving(end: .lengthPrefix)
        #expect(silent.streamEnded() == .finish(.replied, nil, isAbort: false))
        var cut = receiving(end: .lengthPrefix)
        _ = cut.received([3, 0, 0, 0, 1])
        #expect(cut.streamEnded() == .finish(.broken, .cutFrame(receivedCount: 5), isAbort: false))
        var slow = receiving(end: .lengthPrefix)
        _ = slow.received([3, 0])
        #expect(slow.timeReached() == .finish(.timedOut, .timeout(receivedCount: 2), isAbort: true))
    }

    @Test("Whatever the chunks, the kept bytes are the stream up to its end or the limit", arguments: DeviceReplyEnd.allCases)
    func anyChunks(_ end: DeviceReplyEnd) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        for _ in 0..<2_000 {
            var stream = (0..<Int.random(in: 0...120, using: &random)).map { _ in UInt8.random(in: 0...40, using: &random) }
            // Most frames are short, some are far too long.
            if end == .lengthPrefix, stream.count >= 4 {
                for place in 1..<4 where Int.random(in: 0..<8, using: &random) > 0 { stream[place] = 0 }
            }
            let maximum = Int.random(in: 1...90, using: &random)
            var machine = receiving(maximum: maximum, end: end)
            var kept: [UInt8] = []
            var rest = stream[...]
            var ending: DeviceExchangeMachine.Action?
            while ending == nil, !rest.isEmpty {
                let chunk = Array(rest.prefix(Int.random(in: 1...30, using: &random)))
                rest = rest.dropFirst(chunk.count)
                let (keep, action) = machine.received(chunk)
                kept.append(contentsOf: chunk.prefix(keep))
                if case .finish = action { ending = action }
            }
            let tooLarge = DeviceExchangeMachine.Action.finish(.tooLarge, .tooLarge(limit: maximum), isAbort: true)
            let said: Int? =
                switch end {
                case .close: nil
                case .nulByte: stream.firstIndex(of: 0).map { $0 + 1 }
                case .lengthPrefix: stream.count < 4 ? nil : 4 + (0..<4).reduce(0) { $0 | Int(stream[$1]) << (8 * $1) }
                }
            let whole = said.map { Array(stream.prefix($0)) } ?? stream
            if ending == tooLarge {
                #expect((said ?? stream.count) > maximum && kept.count <= maximum && whole.starts(with: kept), "seed \(seed)")
            } else {
                #expect(kept == whole && whole.count <= maximum, "seed \(seed)")
                #expect((ending == .finish(.replied, nil, isAbort: false)) == (said.map { $0 <= stream.count } ?? false), "seed \(seed)")
            }
        }
    }
}

extension DeviceExchangeMachine {
    fileprivate mutating func received(_ bytes: [UInt8]) -> (keep: Int, action: Action) { bytes.withUnsafeBytes { received($0) } }
}
