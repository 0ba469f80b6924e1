import Glibc
import PluginKit

@testable import Hosting

/// Exchanges over blocking sockets, one after the other, as the device service makes them.
struct SocketExchanges: DeviceExchanging {
    func answers(_ round: OrderRound) async throws -> [OrderAnswer] { round.exchanges.map { SocketExchanges.exchange($0, round) } }

    private static func exchange(_ exchange: OrderRound.Exchange, _ round: OrderRound) -> OrderAnswer {
        func answer(_ outcome: DeviceReply.Outcome, _ bytes: [UInt8] = [], _ cause: String = "") -> OrderAnswer {
            OrderAnswer(key: exchange.key, outcome: outcome, bytes: bytes, cause: cause)
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var time = timeval(tv_sec: round.timeoutMillis / 1_000, tv_usec: round.timeoutMillis % 1_000 * 1_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = exchange.request.port.bigEndian
        inet_pton(AF_INET, exchange.address, &address.sin_addr)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else { return answer(errno == ECONNREFUSED ? .refused : .unreachable, [], String(cString: strerror(errno))) }
        send(descriptor, exchange.request.bytes, exchange.request.bytes.count, Int32(MSG_NOSIGNAL))
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { return answer(.replied, bytes) }
            if count < 0 {
                return answer(errno == EAGAIN ? .timedOut : bytes.isEmpty ? .refused : .broken, bytes, String(cString: strerror(errno)))
            }
            bytes += buffer[..<count]
            let isWhole =
                switch round.end {
                case .close: false
                case .nulByte: bytes.contains(0)
                case .lengthPrefix: LengthFrame.content(bytes) != nil
                }
            if isWhole { return answer(.replied, bytes) }
        }
    }
}
