import TestSupport
import Testing

@testable import HostPlugins

@Suite("A worker is started when it is needed, again after a crash, and no more after too many")
struct WorkerSupervisorTests {
    private let second: UInt64 = 1_000_000_000

    private func serving(atNanos now: UInt64 = 1) -> WorkerSupervisor {
        var supervisor = WorkerSupervisor()
        #expect(supervisor.wanted() == .spawn)
        supervisor.ready(atNanos: now)
        return supervisor
    }

    @Test("It starts once for all who want it") func starting() {
        var supervisor = WorkerSupervisor()
        #expect(supervisor.wanted() == .spawn)
        #expect(supervisor.wanted() == .none)
        supervisor.ready(atNanos: 1)
        #expect(supervisor.state == .serving)
        #expect(supervisor.wanted() == .none)
    }

    @Test("No process is made for somebody who left before it was, and one for whoever came after that") func leftBefore() {
        var supervisor = serving()
        #expect(supervisor.ended(isCrash: true, isNeeded: true, atNanos: second) == .spawn)
        #expect(supervisor.idleTooLong() == .drain)
        #expect(!supervisor.spawns() && supervisor.state == .idle)
        #expect(supervisor.wanted() == .spawn && supervisor.spawns())
        #expect(supervisor.idleTooLong() == .drain && supervisor.wanted() == .none)
        #expect(supervisor.spawns() && supervisor.state == .starting)
    }

    @Test("The first crash is followed by a start at once, the next by pauses that double, the fifth parks it") func crashes() {
        var supervisor = serving()
        var now: UInt64 = 10 * second
        #expect(supervisor.ended(isCrash: true, isNeeded: true, atNanos: now) == .spawn)
        for pause in [second / 2, second, 2 * second] {
            supervisor.ready(atNanos: now)
            #expect(supervisor.ended(isCrash: true, isNeeded: true, atNanos: now) == .rest(untilNanos: now + pause))
            #expect(supervisor.wanted() == .none)
            #expect(supervisor.rested(atNanos: now + pause - 1) == .none)
            #expect(supervisor.rested(atNanos: now + pause) == .spawn)
            now += pause
        }
        #expect(supervisor.ended(isCrash: true, isNeeded: true, atNanos: now) == .park)
        #expect(supervisor.wanted() == .none)
        #expect(supervisor.state == .parked && supervisor.crashCount == 5 && supervisor.restarts == 4)
        supervisor.unpark()
        #expect(supervisor.wanted() == .spawn)
    }

    @Test("A crash that somebody is blamed for who has left is counted, and held against nobody who stays") func blamed() {
        var supervisor = serving()
        for crash in 1...20 {
            #expect(supervisor.ended(isCrash: true, isBlamed: true, isNeeded: true, atNanos: UInt64(crash) * second) == .spawn)
            supervisor.ready(atNanos: UInt64(crash) * second)
        }
        #expect(supervisor.state == .serving && supervisor.crashCount == 20 && supervisor.restarts == 20)
        #expect(supervisor.ended(isCrash: true, isBlamed: true, isNeeded: false, atNanos: 30 * second) == .none)
        #expect(supervisor.state == .idle && !supervisor.hasStanding(atNanos: 30 * second))
        #expect(supervisor.wanted() == .spawn)
        supervisor.ready(atNanos: 31 * second)
        #expect(supervisor.ended(isCrash: true, isNeeded: true, atNanos: 31 * second) == .spawn, "its own first")
    }

    @Test("Crashes that lie far apart only pause, at most a minute") func rare() {
        var supervisor = serving()
        var now: UInt64 = 1
        var longest: UInt64 = 0
        for _ in 0..<40 {
            now += 200 * second
            switch supervisor.ended(isCrash: true, isNeeded: true, atNanos: now) {
            case .rest(let until):
                longest = max(longest, until - now)
                now = until
                #expect(supervisor.rested(atNanos: now) == .spawn)
            case .spawn: break
            default: Issue.record("parked though no five crashes lie within ten minutes")
            }
            supervisor.ready(atNanos: now)
        }
        #expect(longest == 60 * second)
        // After a good spell longer than the window the next crash is a first one again.
        #expect(supervisor.ended(isCrash: true, isNeeded: true, atNanos: now + 700 * second) == .spawn)
    }

    @Test("An idle process ends; a call that comes meanwhile gets the next one") func idle() {
        var supervisor = serving()
        #expect(supervisor.idleTooLong() == .drain)
        #expect(supervisor.ended(isCrash: false, isNeeded: true, atNanos: 5) == .none)
        #expect(supervisor.state == .idle)
        var other = serving()
        #expect(other.idleTooLong() == .drain)
        #expect(other.wanted() == .none)
        #expect(other.ended(isCrash: false, isNeeded: true, atNanos: 5) == .spawn)
    }

    @Test("A process that could not be made, or whose library is refused, is not tried again by itself, pauses and is parked as a crash is")
    func refused() {
        var supervisor = WorkerSupervisor()
        var now: UInt64 = 5
        #expect(supervisor.wanted() == .spawn)
        #expect(supervisor.ended(isCrash: false, isRefusal: true, isNeeded: true, atNanos: now) == .none)
        #expect(supervisor.state == .idle && supervisor.crashCount == 0)
        for pause in [second / 2, second, 2 * second] {
            #expect(supervisor.wanted() == .spawn)
            #expect(supervisor.ended(isCrash: false, isRefusal: true, isNeeded: true, atNanos: now) == .rest(untilNanos: now + pause))
            // Its instance is given up and made anew: that shortens nothing.
            #expect(supervisor.idleTooLong() == .none)
            #expect(supervisor.wanted() == .none)
            now += pause
            #expect(supervisor.rested(atNanos: now) == .none)
            #expect(supervisor.state == .idle)
        }
        #expect(supervisor.wanted() == .spawn)
        #expect(supervisor.ended(isCrash: false, isRefusal: true, isNeeded: false, atNanos: now) == .park)
        #expect(supervisor.wanted() == .none)
        supervisor.unpark()
        #expect(supervisor.wanted() == .spawn)
    }

    @Test("Crashes and refusals add up; what nobody has, and lies long back, need not be remembered") func standing() {
        var supervisor = WorkerSupervisor()
        #expect(!supervisor.hasStanding(atNanos: 1))
        for attempt in 1...4 as ClosedRange<UInt64> {
            #expect(supervisor.wanted() == .spawn)
            let isRefusal = attempt.isMultiple(of: 2)
            let action = supervisor.ended(isCrash: !isRefusal, isRefusal: isRefusal, isNeeded: false, atNanos: attempt * second)
            #expect(action != .park && action != .spawn)
            _ = supervisor.rested(atNanos: .max)
        }
        #expect(supervisor.wanted() == .spawn)
        #expect(supervisor.hasStanding(atNanos: 5 * second))
        #expect(supervisor.ended(isCrash: true, isNeeded: false, atNanos: 5 * second) == .park)
        #expect(supervisor.hasStanding(atNanos: 6 * second))
        #expect(!supervisor.hasStanding(atNanos: 700 * second))
    }

    @Test("A crash that nobody is left to suffer from starts nothing, but is remembered") func unneeded() {
        var supervisor = WorkerSupervisor()
        for attempt in 1...4 {
            #expect(supervisor.wanted() == .spawn)
            #expect(supervisor.ended(isCrash: true, isNeeded: false, atNanos: UInt64(attempt)) == .none)
            #expect(supervisor.state == .idle)
        }
        #expect(supervisor.wanted() == .spawn)
        #expect(supervisor.ended(isCrash: true, isNeeded: false, atNanos: 5) == .park)
    }

    @Test("Whatever happens in whatever order, there is never more than one process") func anything() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed)
        for _ in 0..<300 {
            var supervisor = WorkerSupervisor()
            var processes = 0
            var now: UInt64 = 1
            for _ in 0..<60 {
                now += UInt64.random(in: 0...(90 * second), using: &random)
                let action: WorkerSupervisor.Action
                switch Int.random(in: 0..<6, using: &random) {
                case 0: action = supervisor.wanted()
                case 1:
                    supervisor.ready(atNanos: now)
                    action = .none
                case 2: action = supervisor.idleTooLong()
                case 3 where processes > 0:
                    processes -= 1
                    action = supervisor.ended(
                        isCrash: Bool.random(using: &random), isRefusal: Bool.random(using: &random), isNeeded: Bool.random(using: &random),
                        atNanos: now)
                case 4: action = supervisor.rested(atNanos: now)
                default:
                    supervisor.unpark()
                    action = .none
                }
                if action == .spawn { processes += 1 }
                #expect(processes <= 1, "seed \(seed)")
                switch supervisor.state {
                case .starting, .serving, .draining: #expect(processes == 1, "seed \(seed)")
                case .idle, .resting, .parked: #expect(processes == 0, "seed \(seed)")
                }
            }
        }
    }
}

@Suite("A worker that does not answer is told from one that has nothing to do")
struct WorkerHealthTests {
    private let second: UInt64 = 1_000_000_000

    private func health() -> WorkerHealth {
        var health = WorkerHealth(startedNanos: 0)
        health.ready()
        return health
    }

    @Test("Without calls nothing is asked") func idle() {
        var health = health()
        for at in 1...10 {
            #expect(health.look(atNanos: UInt64(at) * second, callsUnderWay: 0, earliestDeadlineNanos: nil) == .fine)
        }
    }

    @Test("A ping that is answered is followed by the next; one that is not, for three seconds and three looks, means hung") func pings() {
        var health = health()
        #expect(health.look(atNanos: second, callsUnderWay: 1, earliestDeadlineNanos: nil) == .ping(1))
        #expect(health.pong(7) == false, "one that nobody asked for")
        #expect(health.pong(1) == true)
        #expect(health.pong(1) == false, "a second answer")
        #expect(health.look(atNanos: 2 * second, callsUnderWay: 1, earliestDeadlineNanos: nil) == .ping(2))
        #expect(health.pong(1) == false, "an older one")
        #expect(health.look(atNanos: 3 * second, callsUnderWay: 1, earliestDeadlineNanos: nil) == .fine)
        // The host itself stood still: that is one look.
        #expect(health.look(atNanos: 90 * second, callsUnderWay: 1, earliestDeadlineNanos: nil) == .fine)
        guard case .hung(let reason) = health.look(atNanos: 91 * second, callsUnderWay: 2, earliestDeadlineNanos: nil) else {
            Issue.record("not hung")
            return
        }
        #expect(reason.contains("2 calls"))
    }

    @Test("A completion that is owed five seconds after its deadline means hung") func overdue() {
        var health = health()
        #expect(health.look(atNanos: 15 * second, callsUnderWay: 1, earliestDeadlineNanos: 10 * second) == .ping(1))
        #expect(health.pong(1) == true)
        guard case .hung = health.look(atNanos: 15 * second + 1, callsUnderWay: 1, earliestDeadlineNanos: 10 * second) else {
            Issue.record("not hung")
            return
        }
    }

    @Test("A process that is not ready in time is hung") func start() {
        var health = WorkerHealth(startedNanos: 0)
        #expect(health.look(atNanos: 20 * second, callsUnderWay: 0, earliestDeadlineNanos: nil) == .fine)
        guard case .hung = health.look(atNanos: 21 * second, callsUnderWay: 0, earliestDeadlineNanos: nil) else {
            Issue.record("not hung")
            return
        }
    }
}
