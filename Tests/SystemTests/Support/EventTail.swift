import Foundation
import Glibc
import Synchronization

/// An open stream of live events: what came of it so far. Ends with the host, or when it is closed.
final class EventTail: Sendable {
    private let descriptor: Int32
    private let read = Mutex("")

    /// - Parameter topics: As the page's frame asks for them, with commas in between.
    init(_ client: Client, topics: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let request = Data(
            "GET /api/v1/events?topics=\(topics) HTTP/1.1\r\nHost: 127.0.0.1:\(client.port)\r\nCookie: \(client.cookie ?? "")\r\n\r\n".utf8)
        guard descriptor >= 0, Loopback.connect(descriptor, port: client.port),
            request.withUnsafeBytes({ send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) == request.count
        else {
            Glibc.close(descriptor)
            throw TestFailure("no stream of events from port \(client.port)")
        }
        let thread = Thread { [weak self, descriptor] in
            var chunk = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = recv(descriptor, &chunk, chunk.count, 0)
                guard count > 0, let self else { break }
                self.read.withLock { $0 += String(decoding: chunk[..<count], as: UTF8.self) }
            }
            Glibc.close(descriptor)
        }
        thread.start()
    }

    deinit { close() }

    /// Everything that came, the answer's head included.
    var text: String { read.withLock(\.self) }

    /// How many events of this topic came.
    func count(of topic: String) -> Int { text.components(separatedBy: "event: \(topic)\n").count - 1 }

    /// Ends the stream; the thread that reads gives the descriptor back.
    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
