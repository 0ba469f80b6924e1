import Foundation
import Glibc

/// One who asks over HTTP: keeps its cookie and its CSRF token, follows no redirect, sends a connection per request.
///
/// Sockets block, so each request runs on a thread of Dispatch, never on the cooperative pool.
struct Client: Sendable {
    let port: UInt16
    var cookie: String?
    var csrfToken: String?

    init(port: UInt16) { self.port = port }

    /// The same member at another host.
    func at(port: UInt16) -> Client {
        var other = Client(port: port)
        other.cookie = cookie
        other.csrfToken = csrfToken
        return other
    }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer { try await send("GET", path, headers: headers) }

    func post(_ path: String, _ body: JSON, _ headers: [String: String] = [:]) async throws -> Answer {
        try await send("POST", path, body: Data(body.encoded.utf8), headers: headers)
    }

    func put(_ path: String, _ body: JSON = [:]) async throws -> Answer { try await send("PUT", path, body: Data(body.encoded.utf8)) }

    func delete(_ path: String) async throws -> Answer { try await send("DELETE", path) }

    /// A page as a browser asks for it.
    func page(_ path: String, language: String = "en") async throws -> Answer {
        try await get(path, ["Accept": "text/html", "Accept-Language": language])
    }

    /// Signs in; answers the client that is signed in.
    func login(_ email: String, _ password: String) async throws -> Client {
        let answer = try await post("/api/v1/auth/login", ["email": .text(email), "password": .text(password)])
        guard answer.status == 200, let cookie = answer.headers["set-cookie"]?.split(separator: ";").first else {
            throw TestFailure("\(email) cannot sign in: \(answer.status) \(answer.text)")
        }
        var member = self
        member.cookie = String(cookie)
        member.csrfToken = answer.json["csrf_token"].text
        return member
    }

    func send(_ method: String, _ path: String, body: Data? = nil, headers: [String: String] = [:]) async throws -> Answer {
        try Answer(parsing: try await exchange(request(method, path, body: body, headers: headers)))
    }

    /// The bytes of a request.
    func request(_ method: String, _ path: String, body: Data? = nil, headers: [String: String] = [:]) -> Data {
        var fields = ["Host": "127.0.0.1:\(port)", "Connection": "close", "Accept": "application/json"]
        if let cookie { fields["Cookie"] = cookie }
        if let csrfToken, method != "GET" { fields["X-CSRF-Token"] = csrfToken }
        if let body {
            fields["Content-Length"] = String(body.count)
            fields["Content-Type"] = "application/json"
        }
        fields.merge(headers) { $1 }
        // An empty value takes a field away.
        let lines = fields.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return Data("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n".utf8) + (body ?? Data())
    }

    /// Sends bytes as they are and reads until the other side closes.
    func exchange(_ request: Data) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try Client.exchangeBlocking(request, port: port) }) }
        }
    }

    private static func exchangeBlocking(_ request: Data, port: UInt16) throws -> Data {
        let descriptor = try sendBlocking(request, port: port)
        defer { Glibc.close(descriptor) }
        return try receiveBlocking(descriptor, port: port)
    }

    /// Sends bytes on a connection of their own, which is the caller's to close.
    static func sendBlocking(_ request: Data, port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw TestFailure("no socket") }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard Loopback.connect(descriptor, port: port) else {
            let reason = String(cString: strerror(errno))
            Glibc.close(descriptor)
            throw TestFailure("port \(port): \(reason)")
        }
        var offset = 0
        while offset < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset, Int32(MSG_NOSIGNAL))
            }
            // A server may answer and close before it has read everything.
            guard count > 0 else { break }
            offset += count
        }
        return descriptor
    }

    /// Reads until the other side closes.
    static func receiveBlocking(_ descriptor: Int32, port: UInt16) throws -> Data {
        var answer = Data()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 { answer.append(contentsOf: chunk[..<count]) }
            if count == 0 { return answer }
            if count < 0 {
                guard answer.isEmpty else { return answer }
                throw TestFailure("port \(port): \(String(cString: strerror(errno))) before an answer")
            }
        }
    }
}
