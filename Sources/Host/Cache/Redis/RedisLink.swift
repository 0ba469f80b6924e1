internal import CCurl
internal import Glibc

/// A connection to Redis: bytes over TCP, TLS or a socket of this machine, by libcurl, which resolves names and checks certificates.
///
/// Blocks, each time no longer than it is told. Thread: one at a time.
final class RedisLink {
    private let easy: OpaquePointer
    private let descriptor: Int32
    private let place: String

    /// Connects.
    /// - Throws: ``CacheError`` with `away`.
    init(_ address: RedisAddress, timeoutMillis: Int) throws(CacheError) {
        place = address.description
        guard curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK, let handle = curl_easy_init() else {
            throw CacheError(.away, "libcurl cannot be used")
        }
        easy = OpaquePointer(handle)
        var code = CURLE_OK
        func set(_ result: CURLcode) { if code == CURLE_OK { code = result } }
        // Only the connection is libcurl's: after it the bytes are ours, and none of HTTP is among them.
        set(curl_set_number(handle, CURLOPT_CONNECT_ONLY, 1))
        set(curl_set_number(handle, CURLOPT_NOSIGNAL, 1))
        set(curl_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS, timeoutMillis))
        set(curl_set_number(handle, CURLOPT_TCP_NODELAY, 1))
        set(curl_set_number(handle, CURLOPT_TCP_KEEPALIVE, 1))
        set(curl_set_text(handle, CURLOPT_PROXY, ""))
        switch address.way {
        case .tcp(let host, let port): set(curl_set_text(handle, CURLOPT_URL, Self.url("http", host, port)))
        case .tls(let host, let port):
            set(curl_set_text(handle, CURLOPT_URL, Self.url("https", host, port)))
            set(curl_set_number(handle, CURLOPT_SSL_ENABLE_ALPN, 0))
            set(curl_set_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)))
            if let file = address.authoritiesFile { set(curl_set_text(handle, CURLOPT_CAINFO, file)) }
        case .socket(let path):
            set(curl_set_text(handle, CURLOPT_URL, "http://localhost"))
            set(curl_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, path))
        }
        if code == CURLE_OK { code = curl_easy_perform(handle) }
        var socket: curl_socket_t = -1
        if code == CURLE_OK { code = curl_get_socket(handle, &socket) }
        descriptor = socket
        guard code == CURLE_OK, socket >= 0 else {
            throw CacheError(.away, "\(place) cannot be reached: \(String(cString: curl_easy_strerror(code)))")
        }
    }

    deinit { curl_easy_cleanup(UnsafeMutableRawPointer(easy)) }

    /// Whether the other side has not closed it. Only where no answer is awaited: one that comes all the same ends it too.
    var isIdle: Bool {
        var byte: UInt8 = 0
        var count = 0
        return curl_easy_recv(UnsafeMutableRawPointer(easy), &byte, 1, &count) == CURLE_AGAIN
    }

    /// Sends all bytes.
    func write(_ bytes: [UInt8], deadlineNanos: UInt64) throws(CacheError) {
        var sent = 0
        while sent < bytes.count {
            var count = 0
            let code = bytes.withUnsafeBytes {
                curl_easy_send(UnsafeMutableRawPointer(easy), $0.baseAddress! + sent, $0.count - sent, &count)
            }
            switch code {
            case CURLE_OK: sent += count
            case CURLE_AGAIN: try wait(Int16(POLLOUT), deadlineNanos)
            default: throw lost(code)
            }
        }
    }

    /// Takes what has come, at least one byte.
    func read(_ buffer: UnsafeMutableRawBufferPointer, deadlineNanos: UInt64) throws(CacheError) -> Int {
        while true {
            var count = 0
            let code = curl_easy_recv(UnsafeMutableRawPointer(easy), buffer.baseAddress, buffer.count, &count)
            switch code {
            case CURLE_OK where count > 0: return count
            case CURLE_OK: throw CacheError(.away, "\(place) closed the connection")
            case CURLE_AGAIN: try wait(Int16(POLLIN), deadlineNanos)
            default: throw lost(code)
            }
        }
    }

    private func wait(_ events: Int16, _ deadlineNanos: UInt64) throws(CacheError) {
        let now = CacheClock.monotonicNanos()
        guard now < deadlineNanos else { throw CacheError(.away, "\(place) did not answer in time") }
        var waited = pollfd(fd: descriptor, events: events, revents: 0)
        _ = poll(&waited, 1, Int32(clamping: (deadlineNanos - now) / 1_000_000 + 1))
    }

    private func lost(_ code: CURLcode) -> CacheError {
        CacheError(.away, "\(place) broke the connection off: \(String(cString: curl_easy_strerror(code)))")
    }

    private static func url(_ scheme: String, _ host: String, _ port: UInt16) -> String {
        "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
