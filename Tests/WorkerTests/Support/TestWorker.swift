import Foundation
import PluginABI
import WorkerProtocol

/// The real executable with the host's end of its socket in the test's hand.
///
/// Blocks the thread that asks: the worker is a process of its own, so nothing that the test holds up is needed for its answer.
final class TestWorker {
    struct Failure: Error, CustomStringConvertible { let description: String }

    enum End: Equatable {
        case status(Int32)
        case signal(Int32)
    }

    /// Far more than any answer takes: it only ends a test whose worker says nothing.
    private static let patienceMillis: Int32 = 60_000
    static let deadline = UInt64.max
    static let allServices: UInt64 = 127

    let process: pid_t
    private let socket: Int32
    private let trace: Int32
    private var buffer: [UInt8] = []
    private var end: End?
    /// What it said of its protections: its first frame, which `receive` keeps for itself.
    private(set) var protections: [String: String]?

    /// Spawns a worker and sends the setup.
    ///
    /// - Parameters:
    ///   - bundle: The library's folder if nil.
    ///   - wrapper: A program that is to run the worker, with its arguments.
    init(
        _ library: String, bundle: String? = nil, scratch: String = "", inline: Bool = true, limits: hw_setup = hw_setup(),
        wrapper: [String] = []
    ) throws {
        // Away from the numbers that they get in the worker.
        func high(_ descriptor: Int32) -> Int32 {
            let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 100)
            close(descriptor)
            return moved
        }
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { throw Failure(description: "no socket pair") }
        socket = high(ends[0])
        let theirs = high(ends[1])
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
        trace = high(ends[0])
        let theirTrace = high(ends[1])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, theirTrace, 2)
        posix_spawn_file_actions_adddup2(&actions, theirs, HW_SOCKET)
        let arguments = wrapper + [Self.executable]
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("SECRET=of the host"), nil]
        var process: pid_t = 0
        let failure = posix_spawn(&process, arguments[0], &actions, nil, &pointers, &environment)
        (pointers + environment).forEach { free($0) }
        posix_spawn_file_actions_destroy(&actions)
        close(theirs)
        close(theirTrace)
        self.process = process
        guard failure == 0 else { throw Failure(description: "\(arguments[0]) cannot be run: \(String(cString: strerror(failure)))") }
        var limits = limits
        limits.calls_inline = inline ? 1 : 0
        let folder = bundle ?? URL(filePath: library).deletingLastPathComponent().path
        send(
            WorkerFrame(
                kind: HW_SETUP, first: withUnsafeBytes(of: limits) { Array($0) }, second: Self.texts(library, folder, scratch, "test")))
    }

    deinit {
        if end == nil {
            kill()
            waitpid(process, nil, 0)
        }
        close(socket)
        close(trace)
    }

    static func texts(_ texts: String...) -> [UInt8] { texts.flatMap { Array($0.utf8) + [0] } }

    /// Beside the tests in the build's folder.
    static var buildFolder: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().path
    }
    private static var executable: String { buildFolder + "/hashinsight-worker" }

    func send(_ frames: WorkerFrame...) {
        let bytes = frames.flatMap(\.bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }  // it has ended, which the next `receive` says
            sent += count
        }
    }

    /// The next frame; nil when the worker has ended.
    func receive() throws -> WorkerFrame? {
        while true {
            if let frame = WorkerFrame.take(from: &buffer) {
                guard protections == nil else { return frame }
                guard frame.kind == HW_CONFINED else { throw Failure(description: "frame \(frame.kind) came first") }
                protections = WorkerFrame.lines(frame.firstText)
                continue
            }
            guard let more = try read(socket) else { return nil }
            buffer += more
        }
    }

    /// The next frame, which is of this kind.
    func receive(_ kind: Int) throws -> WorkerFrame {
        guard let frame = try receive() else { throw Failure(description: "the worker has ended: \(try traces())") }
        guard frame.kind == kind else {
            throw Failure(description: "frame \(frame.kind) \(frame.errorMessage) \(frame.answerText) came, expected \(kind)")
        }
        return frame
    }

    /// The greeting, and an instance with all services, the statements alpha and beta and the topic news.
    ///
    /// - Returns: What protects the worker.
    @discardableResult
    func createInstance(_ number: UInt32 = 1, services: UInt64 = allServices, settings: String = "{}", names: UInt64 = 64) throws
        -> [String: String]
    {
        let hello = try receive(HW_HELLO)
        guard hello.status == HI_OK else { throw Failure(description: hello.firstText) }
        try addInstance(number, services: services, settings: settings, names: names)
        return protections ?? [:]
    }

    /// - Parameters:
    ///   - names: Names of metrics that it may have.
    ///   - events: Events that it may publish in a minute.
    func addInstance(
        _ number: UInt32, services: UInt64 = allServices, settings: String = "{}", names: UInt64 = 64, events: UInt64 = 6_000
    ) throws {
        let texts = Self.texts("2", "alpha", "beta", "news")
        send(
            WorkerFrame(
                kind: HW_CREATE, instance: number, id: names, call: events, value: services, first: Array(settings.utf8), second: texts))
        let created = try receive(HW_CREATED)
        guard created.status == HI_OK else { throw Failure(description: created.errorMessage) }
    }

    static func call(
        _ route: String, body: [UInt8] = [], id: UInt64 = 1 << 32, instance: UInt32 = 1, kind: Int = HI_KIND_HTTP_REQUEST,
        deadline: UInt64 = deadline
    ) -> WorkerFrame {
        WorkerFrame(
            kind: HW_START, instance: instance, id: id, value: deadline, first: PluginMessages.request(route, body: body, kind: kind))
    }

    func start(_ route: String, body: String = "", id: UInt64 = 1 << 32) { send(Self.call(route, body: Array(body.utf8), id: id)) }

    /// The body of the answer to a call that does nothing else.
    func ask(_ route: String, body: String = "") throws -> String {
        start(route, body: body)
        return try receive(HW_COMPLETE).answerText
    }

    func kill() { Glibc.kill(process, SIGKILL) }
    func closeSocket() { shutdown(socket, Int32(SHUT_RDWR)) }
    func closeOwnDirection() { shutdown(socket, Int32(SHUT_WR)) }

    /// How the process ended; waits for it.
    func wait() -> End {
        if let end { return end }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        let found: End = status & 0x7F == 0 ? .status(status >> 8 & 0xFF) : .signal(status & 0x7F)
        end = found
        return found
    }

    /// What it wrote to descriptor 2 until it ended.
    func traces() throws -> String {
        var text: [UInt8] = []
        while let more = try read(trace) { text += more }
        return String(decoding: text, as: UTF8.self)
    }

    private func read(_ descriptor: Int32) throws -> [UInt8]? {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, Self.patienceMillis) > 0 else { throw Failure(description: "the worker says nothing") }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count > 0 ? Array(bytes[..<count]) : nil
    }
}
