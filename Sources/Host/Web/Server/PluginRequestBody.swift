import HTTPTypes
import Hummingbird
import NIOCore

/// The body that goes to a plugin: JSON that has been checked, a form, text, or nothing. A form with files comes as one without: each file's
/// content is the value of its field.
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
        case "multipart/form-data":
            guard let boundary = MultipartForm.boundary(request.headers),
                let form = MultipartForm(Array(body.readableBytesView), boundary: boundary)
            else { throw ProblemError(.badRequest, code: "invalid_body", detail: "The body is no form as its boundary divides it.") }
            var head = request.head
            head.headerFields[.contentType] = "application/x-www-form-urlencoded"
            request = Request(head: head, body: request.body)
            return ByteBuffer(bytes: form.urlEncoded)
        case let type where type.hasSuffix("+json"): _ = try JSONReader.read(Array(body.readableBytesView))
        default: throw JSONBody.unsupported(type)
        }
        return body
    }
}
