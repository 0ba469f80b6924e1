import PluginABI
import Synchronization
import TestSupport
import Testing

@testable import HostPlugins

@Suite("The call table ends every call exactly once", .timeLimit(.minutes(5)))
struct CallTableTests {
    private final class Entry: CallEntry, @unchecked Sendable {
        let expirations = Atomic<Int>(0)
        override func expire(_ id: hi_id) { expirations.add(1, ordering: .relaxed) }
    }

    private func isStale(_ claim: CallTable.Claim) -> Bool { if case .stale = claim { true } else { false } }

    @Test("An id is claimed once; then it is stale for ever, though its slot is used again") func once() {
        let table = CallTable()
        let id = table.open(Entry(), owner: 16, deadlineNanos: .max)
        #expect(id != 0)
        #expect(isStale(table.claim(id, owner: 32)))
        guard case .open = table.claim(id, owner: 16) else { Issue.record("expected to claim"); return }
        #expect(isStale(table.claim(id, owner: 16)))
        table.close(id)
        let next = table.open(Entry(), owner: 16, deadlineNanos: .max)
        #expect(UInt32(truncatingIfNeeded: next) == UInt32(truncatingIfNeeded: id))
        #expect(next != id)
        #expect(isStale(table.claim(id, owner: 16)))
        #expect(table.peek(id, owner: 16) == nil)
        #expect(table.peek(next, owner: 16) != nil)
        #expect(table.count == 1)
    }

    @Test("After the caller was answered the completion is late, once") func late() {
        let table = CallTable()
        let id = table.open(Entry(), owner: 16, deadlineNanos: .max)
        #expect(table.abandon(id) != nil)
        #expect(table.abandon(id) == nil)
        #expect(!table.isOpen(id))
        guard case .late = table.claim(id, owner: 16) else { Issue.record("expected to be late"); return }
        #expect(isStale(table.claim(id, owner: 16)))
        #expect(table.count == 0)
    }

    @Test("Ids of nowhere are stale") func nowhere() {
        let table = CallTable()
        var random = SeededRandom(7)
        for _ in 0..<10_000 {
            let id = random.next()
            #expect(isStale(table.claim(id, owner: 16)))
            #expect(table.peek(id, owner: 16) == nil)
            #expect(table.abandon(id) == nil)
        }
    }

    @Test("Many threads that complete, expire, look and complete again: one end for each call") func threads() async {
        let table = CallTable()
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        let workers = 6
        let rounds = 20_000
        let recent = (0..<64).map { _ in Box() }
        let counts = Counts()
        await withTaskGroup { group in
            for worker in 0..<workers {
                group.addTask {
                    var random = SeededRandom(seed &+ UInt64(worker))
                    for _ in 0..<rounds {
                        let place = Int(random.next() % 64)
                        switch random.next() % 6 {
                        case 0, 1:
                            let id = table.open(Entry(), owner: 16, deadlineNanos: .max)
                            counts.opened.add(1, ordering: .relaxed)
                            // The id that stood here is ended by whoever comes: this thread, if nobody did.
                            let old = recent[place].id.exchange(id, ordering: .acquiringAndReleasing)
                            Self.finish(old, table, counts)
                        case 2, 3: Self.finish(recent[place].id.load(ordering: .acquiring), table, counts)
                        case 4:
                            if table.abandon(recent[place].id.load(ordering: .acquiring)) != nil {
                                counts.abandoned.add(1, ordering: .relaxed)
                            }
                        default: _ = table.peek(recent[place].id.load(ordering: .acquiring), owner: 16)
                        }
                    }
                }
            }
        }
        for box in recent { Self.finish(box.id.load(ordering: .acquiring), table, counts) }
        #expect(counts.ended.load(ordering: .relaxed) + counts.late.load(ordering: .relaxed) == counts.opened.load(ordering: .relaxed))
        #expect(counts.late.load(ordering: .relaxed) == counts.abandoned.load(ordering: .relaxed))
        #expect(table.count == 0)
    }

    private final class Box: Sendable { let id = Atomic<hi_id>(0) }

    private final class Counts: Sendable {
        let opened = Atomic<Int>(0)
        let ended = Atomic<Int>(0)
        let abandoned = Atomic<Int>(0)
        let late = Atomic<Int>(0)
    }

    private static func finish(_ id: hi_id, _ table: CallTable, _ counts: Counts) {
        switch table.claim(id, owner: 16) {
        case .open:
            counts.ended.add(1, ordering: .relaxed)
            table.close(id)
        case .late: counts.late.add(1, ordering: .relaxed)
        case .stale: break
        }
    }

    @Test("The watch expires what is due, and only that") func watch() async {
        let table = CallTable()
        let watch = DeadlineWatch(table: table)
        let due = Entry()
        let not = Entry()
        let deadline = monotonicNanos() + 5_000_000
        let dueId = table.open(due, owner: 16, deadlineNanos: deadline)
        watch.note(deadline)
        let notId = table.open(not, owner: 16, deadlineNanos: .max)
        await eventually { due.expirations.load(ordering: .relaxed) == 1 }
        #expect(monotonicNanos() >= deadline)
        #expect(!table.isOpen(dueId))
        #expect(table.isOpen(notId))
        watch.stop()
    }
}
