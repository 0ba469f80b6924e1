import CLinux
import EventLoop
import Glibc
import Testing

@Suite("EventLoop")
struct EventLoopTests {
    @Test("Work from many threads runs on the loop, each thread's in order")
    func executeKeepsOrder() async throws {
        let loop = try EventLoop(name: "test")
        let seen = Shared<[Int: [Int]]>([:])
        await withTaskGroup(of: Void.self) { group in
            for producer in 0..<4 {
                group.addTask {
                    for number in 0..<1_000 {
                        loop.execute {
                            #expect(loop.isCurrent)
                            seen.change { $0[producer, default: []].append(number) }
                        }
                    }
                }
            }
        }
        loop.shutdown()
        for producer in 0..<4 { #expect(seen.value[producer] == Array(0..<1_000)) }
        #expect(!loop.isCurrent)
    }

    @Test("Timers run by due time, equal ones by age, and a cancelled one never")
    func timers() async throws {
        let loop = try EventLoop(name: "test")
        let seen = Shared<[String]>([])
        let start = EventLoop.nowNanos()
        await withCheckedContinuation { continuation in
            loop.execute {
                loop.schedule(atNanos: start + 3_000_000) { seen.change { $0.append("third") } }
                loop.schedule(atNanos: start + 1_000_000) { seen.change { $0.append("first") } }
                loop.schedule(atNanos: start + 1_000_000) { seen.change { $0.append("second") } }
                let cancelled = loop.schedule(atNanos: start + 2_000_000) { seen.change { $0.append("cancelled") } }
                loop.cancel(cancelled)
                loop.schedule(atNanos: start + 4_000_000) {
                    #expect(EventLoop.nowNanos() >= start + 4_000_000)
                    continuation.resume()
                }
            }
        }
        loop.shutdown()
        #expect(seen.value == ["first", "second", "third"])
    }

    @Test("A timer may cancel another that is due in the same round")
    func timerCancelsTimer() async throws {
        let loop = try EventLoop(name: "test")
        let ran = Shared(false)
        await withCheckedContinuation { continuation in
            loop.execute {
                let due = EventLoop.nowNanos()
                let victim = Shared<EventLoop.Timer?>(nil)
                loop.schedule(atNanos: due) { if let timer = victim.value { loop.cancel(timer) } }
                let timer = loop.schedule(atNanos: due + 1) { ran.change { $0 = true } }
                victim.change { $0 = timer }
                loop.schedule(atNanos: due + 2) { continuation.resume() }
            }
        }
        loop.shutdown()
        #expect(ran.value == false)
    }

    @Test("A readable descriptor calls its handler until it is read, and hang-up is told")
    func readiness() async throws {
        let loop = try EventLoop(name: "test")
        let (near, far) = try socketPair()
        let reader = Reader(loop: loop, descriptor: near)
        let received = await withCheckedContinuation { continuation in
            loop.execute {
                reader.finished = { continuation.resume(returning: $0) }
                loop.register(near, .read, reader)
                #expect(write(far, "hello", 5) == 5)
                close(far)
            }
        }
        loop.shutdown()
        close(near)
        #expect(received == Array("hello".utf8))
        // One byte a call: level triggering must have called again for each, and once for the end.
        #expect(reader.calls >= 6)
    }

    @Test("An event taken before a descriptor was closed does not reach the next owner of its number")
    func staleEvents() async throws {
        let loop = try EventLoop(name: "test")
        let (firstNear, firstFar) = try socketPair()
        let (secondNear, secondFar) = try socketPair()
        let stranger = Recorder()
        let strangersCalls: Int = await withCheckedContinuation { continuation in
            loop.execute {
                // Both are readable in one round; whichever comes first replaces the other's handler under the same number.
                let first = Recorder()
                let second = Recorder()
                let replace: (Int32) -> Void = { victim in
                    guard !stranger.isRegistered else { return }
                    stranger.isRegistered = true
                    loop.unregister(victim)
                    let quiet = try? socketPair()
                    guard let quiet else { return }
                    dup2(quiet.0, victim)
                    close(quiet.0)
                    stranger.keep = quiet.1
                    loop.register(victim, .read, stranger)
                }
                first.onReady = {
                    replace(secondNear); loop.unregister(firstNear)
                }
                second.onReady = {
                    replace(firstNear); loop.unregister(secondNear)
                }
                loop.register(firstNear, .read, first)
                loop.register(secondNear, .read, second)
                #expect(write(firstFar, "x", 1) == 1)
                #expect(write(secondFar, "x", 1) == 1)
                loop.schedule(atNanos: EventLoop.nowNanos() + 20_000_000) { continuation.resume(returning: stranger.calls) }
            }
        }
        loop.shutdown()
        for descriptor in [firstNear, firstFar, secondNear, secondFar, stranger.keep] { close(descriptor) }
        #expect(stranger.isRegistered)
        #expect(strangersCalls == 0)
    }

    @Test("A descriptor that epoll refuses is told as an error")
    func refusedDescriptor() async throws {
        let loop = try EventLoop(name: "test")
        let events: Interest = await withCheckedContinuation { continuation in
            loop.execute {
                let recorder = Recorder()
                recorder.onReady = {
                    loop.unregister(999_999)
                    continuation.resume(returning: recorder.last)
                }
                loop.register(999_999, .read, recorder)
            }
        }
        loop.shutdown()
        #expect(events == .error)
    }

    @Test("Shutdown runs what was handed over, twice does nothing, and later work is refused")
    func shutdown() throws {
        let loop = try EventLoop(name: "test")
        let count = Shared(0)
        for _ in 0..<100 { #expect(loop.execute { count.change { $0 += 1 } }) }
        loop.shutdown()
        loop.shutdown()
        #expect(!loop.execute { count.change { $0 += 1 } })
        #expect(count.value == 100)
    }

    @Test("A group hands out its loops in turns")
    func group() throws {
        let group = try EventLoopGroup(count: 3, name: "turn")
        let names = (0..<6).map { _ in group.next().name }
        group.shutdown()
        #expect(names == ["turn-0", "turn-1", "turn-2", "turn-0", "turn-1", "turn-2"])
    }
}
