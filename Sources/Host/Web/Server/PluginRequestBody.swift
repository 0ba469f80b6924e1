import HTTPTypes
import Hummingbird
import NIOCore

/// The body that goes to a plugin: JSON that has been checked, a form, text, or nothing.
enum PluginRequestBody {
    /// - Throws: `JSONFault`, or `ProblemError` 413, 415, 408.
    static func read(_ request: inout Request, with reader: BodyReader, method: String) async throws -> ByteBuffer {
        guard method != "GET", method != "HEAD" else { return ByteBuffer() }
        let body = try await reader.read(&request)
        guard body.readableBytes > 0 else { return body }
        let type = JSONBody.mediaType(request.headers)
        switch type {
        case "application/json": _ = try JSONReader.read(Array(body.readableBytesView))
        case "application/x-www-form-urlencoded", "text/csv", "text/plain", "application/octet-stream": break
        case let type where type.hasSuffix("+json"): _ = try JSONReader.read(Array(body.readableBytesView))
        default: throw JSONBody.unsupported(type)
        }
        return body
    }
}
