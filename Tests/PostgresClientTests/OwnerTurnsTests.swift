import TestSupport
import Testing

@testable import PostgresClient

@Suite("Those who wait for a connection")
struct OwnerTurnsTests {
    @Test("take turns by owner, each owner's in order") func turns() {
        var turns = OwnerTurns<String>()
        for number in 0..<3 { turns.append("a\(number)", of: 1) }
        turns.append("b0", of: 2)
        turns.append("x0", of: nil)
        turns.append("b1", of: 2)
        #expect(turns.count == 6)
        var order: [String] = []
        while let next = turns.next() { order.append(next) }
        #expect(order == ["a0", "b0", "x0", "a1", "b1", "a2"])
        #expect(turns.isEmpty)
    }

    @Test("keep their places while they may not go, and leave the line where they are unwanted") func passedOver() {
        var turns = OwnerTurns<Int>()
        for number in 0..<4 { turns.append(number, of: Int64(number % 2)) }
        #expect(turns.next { $0 == 1 } == 1)
        #expect(turns.next { _ in false } == nil)
        #expect(turns.next() == 0)
        turns.removeAll { $0 == 2 }
        #expect(turns.count == 1 && turns.next { $0 == 0 } == nil && turns.next() == 3)
        turns.append(7, of: 1)
        #expect(turns.count { _ in 5 } == 1 && turns.count { _ in 0 } == 0)
        #expect(turns.next() == 7 && turns.isEmpty)
    }

    @Test("A share is half, and the last connection is for an owner who holds none") func share() {
        var share = OwnerShare(limit: 8)
        for _ in 0..<4 { share.take(1) }
        #expect(share.room(1) == 0 && share.room(2) == 3)
        for _ in 0..<3 { share.take(2) }
        #expect(share.room(2) == 0 && share.room(3) == 1 && share.room(nil) == 1)
        share.take(3)
        #expect(share.room(4) == 0 && share.room(nil) == 0)
        share.give(1)
        #expect(share.room(1) == 0 && share.room(4) == 1 && share.held(by: 1) == 3)
        #expect(OwnerShare(limit: 1).room(9) == 1 && OwnerShare(limit: 2).room(9) == 1)
    }

    @Test("While one owner floods, every other waits for one turn of each at most, and one alone for none", arguments: 0..<20)
    func flood(_ seed: UInt64) {
        var random = SeededRandom(seed)
        let limit = Int.random(in: 2...10, using: &random)
        let owners = Int.random(in: 2...9, using: &random)
        var share = OwnerShare(limit: limit)
        var turns = OwnerTurns<(owner: Int64, came: Int)>()
        var running: [Int64] = []
        /// Of owners who wait: how many have been served since the owner's first came to the front of its line.
        var passed: [Int64: Int] = [:]
        var served: [Int64: Int] = [:]
        func begin() {
            while let next = turns.next(where: { share.room($0) > 0 }) {
                share.take(next.owner)
                running.append(next.owner)
                served[next.owner, default: 0] += 1
                for owner in passed.keys where owner != next.owner { passed[owner]! += share.room(owner) > 0 ? 1 : 0 }
                passed[next.owner] = turns.waits(next.owner) ? 0 : nil
                #expect(share.held(by: next.owner) <= max(1, limit / 2))
                #expect(share.total <= limit)
            }
        }
        func arrive(_ owner: Int64, at step: Int) {
            if !turns.waits(owner) { passed[owner] = 0 }
            let isNew = share.held(by: owner) == 0 && !turns.waits(owner)
            let isAlone = running.allSatisfy { $0 == 0 } && turns.count { $0 == 0 ? 0 : 1 } == 0
            turns.append((owner, step), of: owner)
            begin()
            if owner != 0, isNew, isAlone { #expect(share.held(by: owner) == 1, "one owner alone never holds all") }
        }
        for step in 0..<2_000 {
            // Owner 0 has 32 in line always.
            while turns.waiting(of: 0) < 32 { arrive(0, at: step) }
            if Bool.random(using: &random) { arrive(Int64.random(in: 1..<Int64(owners), using: &random), at: step) }
            if !running.isEmpty, Int.random(in: 0..<3, using: &random) > 0 {
                share.give(running.remove(at: Int.random(in: 0..<running.count, using: &random)))
                begin()
            }
            for (owner, count) in passed where owner != 0 { #expect(count <= owners, "owner \(owner) was passed over") }
        }
        #expect(served.count == owners)
    }

    @Test("What was slow runs apart for a while, by the statements together or by one; an owner who holds others up often, with all")
    func slowWork() {
        var slow = SlowWork()
        let span = SlowWork.spanNanos
        slow.note(["a"], atNanos: 0)
        slow.note(["b", "c"], atNanos: 0)
        #expect(slow.isSlow(["a"], of: 1, atNanos: 1) && slow.isSlow(["x", "a"], of: nil, atNanos: 1))
        #expect(slow.isSlow(["b", "c"], of: 1, atNanos: 1) && !slow.isSlow(["b"], of: 1, atNanos: 1))
        #expect(!slow.isSlow(["a"], of: 1, atNanos: span))
        for _ in 0..<SlowWork.maximumMoves { slow.noteMove(of: 1, atNanos: span) }
        #expect(slow.isSlow(["x"], of: 1, atNanos: span + 1) && !slow.isSlow(["x"], of: 2, atNanos: span + 1))
        slow.sweep(atNanos: 2 * span)
        #expect(!slow.isSlow(["x"], of: 1, atNanos: 2 * span))
        slow.noteMove(of: 1, atNanos: 2 * span)
        #expect(!slow.isSlow(["x"], of: 1, atNanos: 2 * span), "it begins anew")
    }
}

extension OwnerTurns {
    fileprivate func waiting(of owner: Int64) -> Int { count { $0 == owner ? .max : 0 } }
    fileprivate func waits(_ owner: Int64) -> Bool { waiting(of: owner) > 0 }
}
