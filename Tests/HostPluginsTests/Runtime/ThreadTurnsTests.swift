import TestSupport
import Testing

@testable import HostPlugins

@Suite("Tenants take turns on a plugin's threads") struct ThreadTurnsTests {
    private typealias Turns = ThreadTurns<String>

    private func enter(_ turns: inout Turns, _ works: String..., of owner: Int64) {
        for work in works { #expect(turns.enter(work, of: owner, deadlineNanos: .max) == .accepted) }
    }

    @Test("Each owner's own work stays in order, and owners take turns") func order() {
        var turns = Turns(Turns.Limits(width: 1, maximum: 1))
        enter(&turns, "a1", "a2", "a3", of: 1)
        enter(&turns, "b1", of: 2)
        enter(&turns, "c1", "c2", of: 3)
        var begun: [String] = []
        while let turn = turns.next(atNanos: 0) {
            begun.append(turn.work)
            #expect(!turns.canBegin)
            turns.end(turn.place)
        }
        #expect(begun == ["a1", "b1", "c1", "a2", "c2", "a3"])
        #expect(turns.runningCount == 0 && turns.waitingOwners == 0 && turns.nextLookNanos == nil)
    }

    @Test("One owner holds all threads only while nobody else waits, and then the next one gets one more at once") func share() {
        var turns = Turns(Turns.Limits(width: 2))
        enter(&turns, "a1", "a2", "a3", of: 1)
        #expect(turns.next(atNanos: 0)?.work == "a1")
        #expect(turns.next(atNanos: 0)?.work == "a2")
        #expect(!turns.canBegin, "a third thread is not its own")
        enter(&turns, "b1", "b2", of: 2)
        let b1 = turns.next(atNanos: 0)
        #expect(b1?.work == "b1")
        #expect(!turns.canBegin, "both have what they may have")
        turns.end(b1!.place)
        #expect(turns.next(atNanos: 0)?.work == "b2")
        #expect(turns.running(of: 1) == 2 && turns.running(of: 2) == 1)
    }

    @Test("Of a free thread whoever holds none is before who holds one already") func second() {
        var turns = Turns(Turns.Limits(width: 2))
        enter(&turns, "a1", "a2", of: 1)
        #expect(turns.next(atNanos: 0)?.work == "a1")
        enter(&turns, "b1", of: 2)
        #expect(turns.next(atNanos: 0)?.work == "b1")
    }

    @Test("A thread that is held for long is replaced, until there are as many as may be") func patience() {
        var turns = Turns(Turns.Limits(width: 2, maximum: 4, patienceNanos: 100))
        for owner in 1...6 as ClosedRange<Int64> { enter(&turns, "\(owner)", of: owner) }
        #expect(turns.next(atNanos: 0)?.work == "1")
        #expect(turns.next(atNanos: 50)?.work == "2")
        #expect(turns.look(atNanos: 99).isEmpty && !turns.canBegin)
        #expect(turns.nextLookNanos == 100)
        _ = turns.look(atNanos: 100)
        #expect(turns.next(atNanos: 100)?.work == "3")
        #expect(!turns.canBegin && turns.nextLookNanos == 150)
        _ = turns.look(atNanos: 1_000)
        #expect(turns.next(atNanos: 1_000)?.work == "4")
        _ = turns.look(atNanos: 10_000)
        #expect(!turns.canBegin, "four are there")
        turns.end(0)
        #expect(turns.next(atNanos: 10_000)?.work == "5")
    }

    @Test("An owner that holds what it may have beyond its time is stuck until a thread comes back; what it is owed still waits")
    func stuck() {
        var turns = Turns(Turns.Limits(width: 2, patienceNanos: 10, graceNanos: 100))
        for work in ["a1", "a2", "a3", "a4"] { #expect(turns.enter(work, of: 1, deadlineNanos: 1_000) == .accepted) }
        let first = turns.next(atNanos: 0)!
        _ = turns.next(atNanos: 0)
        #expect(turns.look(atNanos: 1_099).isEmpty)
        #expect(turns.nextLookNanos == 1_100)
        #expect(turns.look(atNanos: 1_100) == ["a3", "a4"])
        #expect(turns.nextLookNanos == nil && turns.waitingOwners == 0)
        #expect(turns.enter("a5", of: 1, deadlineNanos: .max) == .stuck(2))
        #expect(turns.enter("cancel", of: 1, isOwed: true, deadlineNanos: 0) == .accepted)
        #expect(turns.enter("b1", of: 2, deadlineNanos: .max) == .accepted)
        #expect(turns.next(atNanos: 1_100)?.work == "cancel", "there is a thread more for what is owed")
        #expect(turns.next(atNanos: 1_100)?.work == "b1")
        turns.end(first.place)
        #expect(turns.enter("a6", of: 1, deadlineNanos: .max) == .accepted)
    }

    @Test("Who comes while nobody waits has a place at once, within what it may have; what goes on has one in any case") func atOnce() {
        var turns = Turns(Turns.Limits(width: 2))
        func begin(_ owner: Int64) -> Int? { turns.begin(of: owner, deadlineNanos: .max, atNanos: 0) }
        let held = [begin(1), begin(1)].compactMap(\.self)
        #expect(held.count == 2 && begin(1) == nil)
        #expect(begin(2) != nil && begin(2) == nil, "the next owner has one more at once")
        enter(&turns, "c", of: 3)
        for place in held { turns.end(place) }
        #expect(begin(2) == nil, "somebody waits")
        #expect(turns.next(atNanos: 0)?.work == "c")
        let place = turns.hold(of: 2, deadlineNanos: .max, atNanos: 0)
        #expect(turns.running(of: 2) == 2 && turns.runningCount == 3)
        turns.end(place)
        #expect(turns.running(of: 2) == 1 && turns.countedCount == 2)
    }

    @Test("Once half of all threads are held, those that are left are for owners who hold none") func reserve() {
        var turns = Turns(Turns.Limits(width: 2, maximum: 16, patienceNanos: 10, graceNanos: 1_000))
        var now = UInt64(0)
        func take(_ owner: Int64) {
            for number in 1...4 { #expect(turns.enter("\(owner)-\(number)", of: owner, deadlineNanos: 0) == .accepted) }
            for _ in 0..<4 {
                _ = turns.look(atNanos: now)
                while turns.next(atNanos: now) != nil {}
                now += 10
            }
        }
        // Eight that never give theirs back.
        for owner in 1...8 as ClosedRange<Int64> { take(owner) }
        #expect((1...8 as ClosedRange<Int64>).map { turns.running(of: $0) } == [2, 2, 2, 2, 1, 1, 1, 1])
        for _ in 0..<100 {
            enter(&turns, "good", of: 9)
            let turn = turns.next(atNanos: now)
            #expect(turn?.work == "good")
            if let turn { turns.end(turn.place) }
        }
        // The eighth holds all that it may have beyond its time.
        _ = turns.look(atNanos: now + 2_000)
        #expect(turns.enter("8-5", of: 8, deadlineNanos: 0) == .stuck(1) && turns.waiting(of: 8) == 0)
        for owner in 9...12 as ClosedRange<Int64> { take(owner) }
        #expect(turns.runningCount == 16 && !turns.canBegin)
    }

    @Test("Once half of all threads are held, calls still get what they wait for, however many of their owner hold threads")
    func owedInReserve() {
        var turns = Turns(Turns.Limits(width: 2, maximum: 16, patienceNanos: 10))
        for owner in 1...4 as ClosedRange<Int64> {
            enter(&turns, "call", "call", "call", of: owner)
            _ = turns.look(atNanos: UInt64(owner) * 10)
            for _ in 0..<2 { #expect(turns.next(atNanos: UInt64(owner) * 10)?.work == "call") }
        }
        #expect(turns.runningCount == 8)
        _ = turns.look(atNanos: 1_000)
        #expect(!turns.canBegin, "no owner has a further one for a call")
        for owner in 1...4 as ClosedRange<Int64> {
            #expect(turns.enter("cancel", of: owner, isOwed: true, deadlineNanos: 0) == .accepted)
            let turn = turns.next(atNanos: 1_000)
            #expect(turn?.work == "cancel")
            if let turn { turns.end(turn.place) }
        }
        #expect(!turns.canBegin)
        turns.end(0)
        #expect(turns.next(atNanos: 1_000)?.work == "call", "the first owner's third")
        #expect(turns.running(of: 1) == 2 && !turns.canBegin)
    }

    @Test("A full line refuses its owner alone, and never what it is owed") func full() {
        var turns = Turns(Turns.Limits(waiting: 2))
        enter(&turns, "a1", "a2", of: 1)
        #expect(turns.enter("a3", of: 1, deadlineNanos: .max) == .full(2))
        #expect(turns.enter("result", of: 1, isOwed: true, deadlineNanos: 0) == .accepted)
        enter(&turns, "b1", "b2", of: 2)
        #expect(turns.next(atNanos: 0)?.work == "result")
        #expect(turns.waiting(of: 1) == 2 && turns.waiting(of: 2) == 2)
    }

    /// One machine of virtual time: owners 1 to 3 never give a thread back, 4 to 12 do.
    @Test("No owner starves and nothing grows, whatever some owners do", arguments: [2, 3, 4]) func fairness(width: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        let limits = ThreadTurns<Int>.Limits(width: width, maximum: 8 * width, waiting: 50, patienceNanos: 100, graceNanos: 1_000)
        var turns = ThreadTurns<Int>(limits)
        var owners: [Int: Int64] = [:]
        var enteredAt: [Int: UInt64] = [:]
        var ends: [(atNanos: UInt64, place: Int)] = []
        var lastOf: [Int64: Int] = [:]
        var (number, begun, refused, longestWait) = (0, 0, 0, UInt64(0))
        for now in UInt64(0)..<20_000 {
            for end in ends where end.atNanos <= now { turns.end(end.place) }
            ends.removeAll { $0.atNanos <= now }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                // Two of three calls are of those that block.
                let isBad = Int.random(in: 0..<3, using: &random) > 0
                let owner = isBad ? Int64.random(in: 1...3, using: &random) : .random(in: 4...12, using: &random)
                number += 1
                switch turns.enter(number, of: owner, deadlineNanos: now + 200) {
                case .accepted: (owners[number], enteredAt[number]) = (owner, now)
                case .full, .stuck: #expect(owner <= 3, "an owner that gives its threads back was refused")
                }
            }
            for work in turns.look(atNanos: now) {
                refused += 1
                #expect(owners.removeValue(forKey: work).map { $0 <= 3 } == true, "refused twice, or another owner's")
            }
            while let turn = turns.next(atNanos: now) {
                begun += 1
                guard let owner = owners.removeValue(forKey: turn.work) else {
                    Issue.record("\(turn.work) began twice")
                    return
                }
                #expect(lastOf.updateValue(turn.work, forKey: owner) ?? 0 < turn.work, "out of order")
                #expect(turns.running(of: owner) <= width)
                guard owner > 3 else { continue }
                longestWait = max(longestWait, now - enteredAt[turn.work]!)
                ends.append((now + .random(in: 1...3, using: &random), turn.place))
            }
            #expect(turns.runningCount <= limits.maximum && turns.countedCount <= 2 * width)
        }
        #expect(begun > 1_000 && refused > 0)
        // At the start those that block may hold what there is for a few times the patience; then all else is served as it comes.
        #expect(longestWait <= 6 * limits.patienceNanos, "\(longestWait)")
        let left = (4...12 as ClosedRange<Int64>).reduce(0) { $0 + turns.waiting(of: $1) }
        #expect(left < 9 * 4, "\(left)")
    }
}
