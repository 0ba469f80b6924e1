import Crypto
import NIOCore

/// A file in memory with what its answer needs.
struct StaticFile: Sendable {
    let body: ByteBuffer
    /// The same, compressed, if that is smaller.
    let gzipBody: ByteBuffer?
    let mediaType: String
    /// The first 80 bits of its SHA-256.
    let hash: String

    init(bytes: [UInt8], gzipBytes: [UInt8]?, name: String) {
        body = ByteBuffer(bytes: bytes)
        gzipBody = gzipBytes.flatMap { $0.count < bytes.count ? ByteBuffer(bytes: $0) : nil }
        mediaType = Self.mediaType(name)
        hash = SHA256.hash(data: bytes).prefix(10).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func mediaType(_ name: String) -> String {
        switch name.split(separator: ".").last.map(String.init) {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "webp": "image/webp"
        case "ico": "image/x-icon"
        case "json": "application/json"
        case "woff2": "font/woff2"
        case "txt", "md": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
