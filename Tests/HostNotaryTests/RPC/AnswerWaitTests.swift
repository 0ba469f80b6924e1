import Testing

@testable import HostNotary

@Suite("How long several nodes are waited for") struct AnswerWaitTests {
    private static let grace = AnswerWait.graceNanos
    private static let limit = AnswerWait.limitNanos

    @Test("Until all have answered, and no longer")
    func all() {
        var wait = AnswerWait(asked: 3, quorum: 2, nowNanos: 0)
        for (index, isDefinite) in [true, false, true].enumerated() {
            #expect(!wait.isOver(nowNanos: UInt64(index)))
            wait.note(isDefinite: isDefinite, nowNanos: UInt64(index))
        }
        #expect(wait.isOver(nowNanos: 3))
    }

    @Test("A while after enough have answered, the others are left behind; who cannot be reached counts for nothing")
    func grace() {
        var wait = AnswerWait(asked: 4, quorum: 2, nowNanos: 0)
        wait.note(isDefinite: false, nowNanos: 10)
        wait.note(isDefinite: true, nowNanos: 20)
        #expect(!wait.isOver(nowNanos: 20 + Self.grace))
        wait.note(isDefinite: true, nowNanos: 50)
        #expect(!wait.isOver(nowNanos: 49 + Self.grace) && wait.isOver(nowNanos: 50 + Self.grace))
    }

    @Test("Never beyond the limit, however late enough have answered")
    func limit() {
        var wait = AnswerWait(asked: 2, quorum: 2, nowNanos: 5)
        #expect(!wait.isOver(nowNanos: 4 + Self.limit) && wait.isOver(nowNanos: 5 + Self.limit))
        wait.note(isDefinite: true, nowNanos: 4 + Self.limit)
        #expect(wait.endNanos == 5 + Self.limit)
    }

    @Test("One that was left behind is left alone, ever longer, until it answers")
    func breaker() {
        var breaker = NodeBreaker()
        var now: UInt64 = 0
        var rests: [UInt64] = []
        for _ in 0..<6 {
            #expect(!breaker.isOpen(nowNanos: now))
            breaker.leftBehind(nowNanos: now)
            breaker.leftBehind(nowNanos: now + 1)
            let start = now
            while breaker.isOpen(nowNanos: now) { now += 1_000_000_000 }
            rests.append((now - start) / 1_000_000_000)
        }
        #expect(rests == [5, 10, 20, 40, 60, 60])
        breaker.leftBehind(nowNanos: now)
        breaker.answered()
        #expect(!breaker.isOpen(nowNanos: now))
        breaker.leftBehind(nowNanos: now)
        #expect(!breaker.isOpen(nowNanos: now + NodeBreaker.firstRestNanos))
    }

    @Test("A turn renews its lease early enough that three renewals may fail, while any step of it lasts, and not for ever")
    func rhythm() throws {
        for rhythm in [LeaseRhythm.turn, .errand] {
            #expect(rhythm.renewMilliseconds * 4 <= rhythm.leaseMilliseconds)
            #expect(rhythm.limitMilliseconds > Int(Self.limit / 1_000_000) && rhythm.limitMilliseconds > 30_000)
        }
        var elapsed = 0
        while let pause = LeaseRhythm.turn.pause(elapsedMilliseconds: elapsed) { elapsed += pause }
        #expect(elapsed >= LeaseRhythm.turn.limitMilliseconds && elapsed < LeaseRhythm.turn.limitMilliseconds + 10_000)
    }
}
