import Glibc

@testable import MinerSimulator

/// A blocking client with a time limit.
enum TestClient {
    struct Answer: Equatable {
        /// `errno` of the connect; EINPROGRESS if nothing came in time.
        var connectError: Int32
        var bytes: [UInt8]
        /// The device closed.
        var ended: Bool
    }

    static func ask(_ miner: SimulatedMiner, _ request: String, waitMilliseconds: Int = 2_000, mostBytes: Int = .max) -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        limit(descriptor, waitMilliseconds)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = miner.port.bigEndian
        address.sin_addr.s_addr = miner.addressBits.bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else { return Answer(connectError: errno, bytes: [], ended: false) }
        let bytes = Array(request.utf8)
        send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        var answer = Answer(connectError: 0, bytes: [], ended: false)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 {
                answer.ended = count == 0
                return answer
            }
            answer.bytes.append(contentsOf: buffer[..<count])
            if answer.bytes.count >= mostBytes { return answer }
        }
    }

    /// Sends lines to a control socket and reads that many answers.
    static func control(_ path: String, _ lines: String, answers: Int) -> [String] {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        limit(descriptor, 2_000)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard status == 0 else { return [] }
        send(descriptor, lines, lines.utf8.count, Int32(MSG_NOSIGNAL))
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while text.filter({ $0 == 0x0A }).count < answers {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            text.append(contentsOf: buffer[..<count])
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func limit(_ descriptor: Int32, _ milliseconds: Int) {
        var time = timeval(tv_sec: milliseconds / 1_000, tv_usec: (milliseconds % 1_000) * 1_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }
}
