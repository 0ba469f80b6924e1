internal import Foundation

/// A request to a server on this machine, on a thread of its own: apart from what is tested.
enum LoopbackRequest {
    static func post(_ url: String, _ body: inout ArraySlice<UInt8>) async throws -> [UInt8] {
        let bytes = Array(body)
        guard let parts = URLComponents(string: url), let port = parts.port else { throw Devnet.Problem(message: "no URL: \(url)") }
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try blocking(UInt16(port), parts.path, bytes) }) }
        }
    }

    private static func blocking(_ port: UInt16, _ path: String, _ body: [UInt8]) throws -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw Devnet.Problem(message: "no connection to port \(port)") }
        let head =
            "POST \(path.isEmpty ? "/" : path) HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: \(body.count)\r\n\r\n"
        let request = Array(head.utf8) + body
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes { send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Devnet.Problem(message: "the request was cut") }
            sent += count
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var end: Int?
        while true {
            if end == nil, let place = answer.indices.first(where: { answer[$0...].starts(with: Array("\r\n\r\n".utf8)) }) {
                end = place + 4
            }
            if let end {
                let lines = String(decoding: answer[..<end], as: UTF8.self).lowercased()
                let length =
                    lines.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
                if answer.count >= end + length { return Array(answer[end..<end + length]) }
            }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw Devnet.Problem(message: "the answer was cut") }
            answer += buffer[..<count]
        }
    }
}
