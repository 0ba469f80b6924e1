internal import CLinux
internal import Glibc
import Synchronization

/// Commands to one Redis, on a thread of its own: what waits is sent together and answered in its order.
///
/// Thread: any; waits without holding one.
final class RedisClient: Sendable {
    /// For a connection, and for the answers to what was sent together.
    static let limitMillis = 1_000
    static let mostTogether = 128
    /// More than one of them only up to here.
    static let mostBytesTogether = 1 << 20
    static let mostWaiting = 10_000

    private struct Waiting: Sendable {
        let command: RedisCommand
        let continuation: CheckedContinuation<Result<RedisReply, CacheError>, Never>
    }

    private struct State {
        var queue: [Waiting] = []
        var isClosed = false
        var hasThread = false
    }

    let address: RedisAddress
    private let state = Mutex(State())
    /// One post for each change of the queue.
    // nonisolated(unsafe): the semaphore is made for many threads; it lives as long as the process, since the thread may look at it last.
    private nonisolated(unsafe) let wake = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init(_ address: RedisAddress) {
        self.address = address
        sem_init(wake, 0, 0)
    }

    /// Sends one command.
    ///
    /// - Returns: The answer, a refusal too.
    /// - Throws: ``CacheError`` with `away`; Redis may have done it all the same.
    func send(_ command: RedisCommand) async throws(CacheError) -> RedisReply {
        let result = await withCheckedContinuation { continuation in
            let refusal: CacheError? = state.withLock { state in
                guard !state.isClosed else { return CacheError(.away, "the host is ending") }
                guard state.queue.count < Self.mostWaiting else { return CacheError(.away, "too many operations wait for \(address)") }
                guard state.hasThread || startThread() else { return CacheError(.away, "the machine has no thread for \(address)") }
                state.hasThread = true
                state.queue.append(Waiting(command: command, continuation: continuation))
                return nil
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) } else { sem_post(wake) }
        }
        return try result.get()
    }

    /// Ends the thread; what waits fails.
    func close() {
        state.withLock { $0.isClosed = true }
        sem_post(wake)
    }

    // MARK: On the thread

    private func startThread() -> Bool {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &thread, nil,
            { context in
                _ = linux_set_thread_name("redis")
                linux_mark_host_thread()
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                Unmanaged<RedisClient>.fromOpaque(context!).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard failure == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func run() {
        var session: RedisSession?
        while true {
            // Fails only when a signal comes between.
            while sem_wait(wake) != 0 {}
            let (batch, isClosed) = state.withLock { state in
                let count = state.isClosed ? state.queue.count : Self.together(state.queue)
                defer { state.queue.removeFirst(count) }
                return (Array(state.queue.prefix(count)), state.isClosed)
            }
            if isClosed { return fail(batch, CacheError(.away, "the host is ending")) }
            if batch.isEmpty { continue }
            var answered = 0
            do throws(CacheError) {
                if session?.isIdle != true { session = nil }
                let current = if let session { session } else { try RedisSession(address, limitMillis: Self.limitMillis) }
                session = current
                try current.exchange(batch.map(\.command), limitMillis: Self.limitMillis) { reply in
                    batch[answered].continuation.resume(returning: .success(reply))
                    answered += 1
                }
            } catch {
                session = nil
                // Who waits behind would wait as long for the same.
                let others = state.withLock { state in
                    defer { state.queue = [] }
                    return state.queue
                }
                fail(batch[answered...] + others, error)
            }
        }
    }

    /// How many of those that wait go together: at least one.
    private static func together(_ queue: [Waiting]) -> Int {
        var bytes = 0
        for (index, one) in queue.prefix(mostTogether).enumerated() {
            bytes += one.command.bytes
            if bytes > mostBytesTogether { return max(1, index) }
        }
        return min(queue.count, mostTogether)
    }

    private func fail(_ waiting: some Sequence<Waiting>, _ error: CacheError) {
        for one in waiting { one.continuation.resume(returning: .failure(error)) }
    }
}

/// A connection that is signed in. Blocks; one thread at a time.
private final class RedisSession {
    private let link: RedisLink
    private let talk = RedisProtocol()

    /// Connects, signs in and chooses the database.
    init(_ address: RedisAddress, limitMillis: Int) throws(CacheError) {
        link = try RedisLink(address, timeoutMillis: limitMillis)
        var commands: [RedisCommand] = []
        if let password = address.password {
            commands.append((address.user.map { RedisCommand("AUTH", $0) } ?? RedisCommand("AUTH")).with(password))
        }
        if address.database != 0 { commands.append(RedisCommand("SELECT", "\(address.database)")) }
        var refusal: String?
        try exchange(commands, limitMillis: limitMillis) { if case .refused(let words) = $0 { refusal = refusal ?? words } }
        if let refusal { throw CacheError(.away, "\(address) refuses to let this host in: \(refusal)") }
    }

    var isIdle: Bool { link.isIdle }

    /// Sends commands together and tells their answers in order.
    func exchange(_ commands: [RedisCommand], limitMillis: Int, _ answer: (RedisReply) -> Void) throws(CacheError) {
        guard !commands.isEmpty else { return }
        let deadline = CacheClock.monotonicNanos() + UInt64(limitMillis) * 1_000_000
        for command in commands { try link.write(RedisProtocol.encode(command), deadlineNanos: deadline) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var left = commands.count
        while left > 0 {
            if let reply = try talk.next() {
                answer(reply)
                left -= 1
                continue
            }
            let count = try Self.read(link, &buffer, deadline)
            try Self.feed(talk, buffer, count)
        }
    }

    private static func read(_ link: RedisLink, _ buffer: inout [UInt8], _ deadline: UInt64) throws(CacheError) -> Int {
        var result: Result<Int, CacheError> = .success(0)
        buffer.withUnsafeMutableBytes { memory in
            do throws(CacheError) { result = .success(try link.read(memory, deadlineNanos: deadline)) } catch { result = .failure(error) }
        }
        return try result.get()
    }

    private static func feed(_ talk: RedisProtocol, _ buffer: [UInt8], _ count: Int) throws(CacheError) {
        var result: Result<Void, CacheError> = .success(())
        buffer.withUnsafeBytes { memory in
            do throws(CacheError) { try talk.feed(UnsafeRawBufferPointer(rebasing: memory[..<count])) } catch { result = .failure(error) }
        }
        try result.get()
    }
}
