import Synchronization
import Testing

@testable import Analytics

@Suite("Work on many things, a few at once")
struct WorkersTests {
    private final class Watch: Sendable {
        private let counts = Mutex((now: 0, most: 0))
        func begin() {
            counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }
        func end() { counts.withLock { $0.now -= 1 } }
        var most: Int { counts.withLock { $0.most } }
    }

    @Test("Never more than four are under way, four are, and the results come in the order of the items") func bound() async throws {
        let watch = Watch()
        let results = try await Workers.each(Array(0..<40)) { item in
            watch.begin()
            // The later items of a batch end first.
            try await Task.sleep(for: .milliseconds(8 - item % 4))
            watch.end()
            return item * 2
        }
        #expect(watch.most == 4)
        #expect(results == (0..<40).map { $0 * 2 })
        #expect(try await Workers.each([Int]()) { $0 } == [])
    }

    @Test("A failure ends the work on the others, and nothing new begins") func failure() async {
        struct Broken: Error {}
        let watch = Watch()
        await #expect(throws: Broken.self) {
            _ = try await Workers.each(Array(0..<1_000)) { item in
                watch.begin()
                if item == 2 { throw Broken() }
                try await Task.sleep(for: .seconds(60))
            }
        }
        #expect(watch.most <= 4)
    }

    @Test("A worker has as many requests as its share of them, rounded up") func rounds() {
        #expect([0, 1, 4, 5, 8, 9].map(Workers.rounds) == [1, 1, 1, 2, 2, 3])
    }
}
