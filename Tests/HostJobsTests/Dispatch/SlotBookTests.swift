import Testing

@testable import HostJobs

@Suite("Slot book")
struct SlotBookTests {
    private func run(_ id: Int64, tenant: Int64 = 1, slot: Int = 1, attempt: Int = 1, attempts: Int = 1) -> JobRun {
        JobRun(
            id: id, tenantKey: tenant, slot: slot, plugin: "hosting", job: "collect", arguments: nil, attempt: attempt,
            retry: RetryPolicy(attempts: attempts), deadlineMilliseconds: 1_000, dueAtMicros: 0, fence: id * 10)
    }

    @Test("claimed runs are sorted into their slots, in the order of the claim")
    func take() {
        var book = SlotBook()
        let batches = book.take([run(1, slot: 1), run(2, slot: 2), run(3, slot: 1), run(4, tenant: 2)])
        #expect(batches.map { $0.runs.map(\.id) } == [[1, 3], [2], [4]])
        #expect(book.heldSlots.count == 3)
    }

    @Test("short runs make large batches, long runs make single ones")
    func batchSize() throws {
        var book = SlotBook()
        for (tenant, microseconds, expected) in [(Int64(1), 20.0, 200), (2, 5_000, 10), (3, 4_000_000, 1)] {
            let slot = try #require(book.take([run(tenant, tenant: tenant)]).first).slot
            book.ended(run(tenant, tenant: tenant), .succeeded(summary: nil), microseconds: microseconds, spread: 0)
            book.release(slot)
            #expect(book.takeNews().released.first?.batch == expected)
        }
    }

    @Test("a claim takes more slots while they bring few runs, fewer when they bring many; an empty one says nothing")
    func slotsPerClaim() {
        var book = SlotBook()
        func claim(slots: Int, each: Int) {
            _ = book.take((0..<slots).flatMap { slot in (0..<each).map { run(Int64($0), slot: slot) } })
        }
        _ = book.take([])
        #expect(book.slotsPerClaim == 8)
        for expected in [16, 32, 64] {
            claim(slots: book.slotsPerClaim, each: 1)
            #expect(book.slotsPerClaim == expected)
        }
        claim(slots: 64, each: 20)
        #expect(book.slotsPerClaim == 64)
        for expected in [32, 16, 8, 8] {
            claim(slots: 20, each: 200)
            #expect(book.slotsPerClaim == expected)
        }
    }

    @Test("a slot that was claimed again is not given back by news that could not be told") func releasedAgain() throws {
        var book = SlotBook()
        let slot = try #require(book.take([run(1)]).first).slot
        book.release(slot)
        let news = book.takeNews()
        _ = book.take([run(2)])
        book.putBack(news)
        #expect(book.released.isEmpty && book.heldSlots == [slot])
        #expect(book.heldRuns == [1, 2])
        book.ended(run(2), .succeeded(summary: nil), microseconds: 1, spread: 0)
        #expect(book.heldRuns == [1, 2], "until the queue knows")
        book.told(book.takeNews().completions)
        #expect(book.heldRuns == [1])
        book.release(slot)
        book.reconciled(book.released)
        #expect(book.released.isEmpty)
    }

    @Test("a failure with attempts left goes back to the queue, the last one is dead, a single one has failed")
    func completions() {
        var book = SlotBook()
        book.ended(run(1, attempt: 1, attempts: 2), .failed(message: "no"), microseconds: 1, spread: 1)
        book.ended(run(2, attempt: 2, attempts: 2), .failed(message: "no"), microseconds: 1, spread: 1)
        book.ended(run(3), .failed(message: "no"), microseconds: 1, spread: 1)
        let states = book.completions.map(\.state)
        #expect(states == [.again, .dead, .failed])
        #expect(book.completions[0].restMilliseconds == 1_000)
        #expect(book.completions[0].fence == 10)
    }

    @Test("news that could not be told is kept, before what came since")
    func putBack() {
        var book = SlotBook()
        book.ended(run(1), .succeeded(summary: nil), microseconds: 1, spread: 0)
        let news = book.takeNews()
        book.ended(run(2), .succeeded(summary: nil), microseconds: 1, spread: 0)
        book.putBack(news)
        #expect(book.completions.map(\.id) == [1, 2])
    }

    @Test("with the lease everything that was held is gone")
    func forget() {
        var book = SlotBook()
        let slot = book.take([run(1)])[0].slot
        book.ended(run(1), .succeeded(summary: nil), microseconds: 1, spread: 0)
        book.forget()
        book.release(slot)
        #expect(!book.hasNews && book.heldSlots.isEmpty)
    }
}
