import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a body whole, within a size and a time. A form with files becomes one without here, once: each file's content is the value of its
/// field, and whoever reads on knows one kind of form alone.
struct BodyReader: Sendable {
    let maximumBytes: Int
    let timeout: Duration

    /// The code of a form that its boundary does not divide.
    static let brokenForm = "invalid_body"

    init(configuration: WebConfiguration) {
        maximumBytes = configuration.maximumBodyBytes
        timeout = .seconds(configuration.bodyTimeoutSeconds)
    }

    /// The body, which stays readable afterwards.
    /// - Throws: `ProblemError` 413, 408, or 400 for a body with broken framing and for a form that its boundary does not divide.
    func read(_ request: inout Request) async throws -> ByteBuffer {
        let body = request.body
        let buffer = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { [maximumBytes] in
                do {
                    return try await body.collect(upTo: maximumBytes)
                } catch is NIOTooManyBytesError {
                    throw ProblemError.tooLarge(limitBytes: maximumBytes)
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    // Chunks that are none, or an end before the end: the client's fault, and nothing behind it can be trusted.
                    throw ProblemError(
                        .badRequest, code: "broken_body", detail: "The body is not framed as HTTP/1.1 asks.",
                        headers: [.connection: "close"])
                }
            }
            group.addTask { [timeout] in
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let buffer = first else {
                throw ProblemError(
                    .requestTimeout, code: "body_timeout", detail: "The body did not arrive in time.", headers: [.connection: "close"])
            }
            return buffer
        }
        return try Self.plain(buffer, of: &request)
    }

    private static func plain(_ buffer: ByteBuffer, of request: inout Request) throws -> ByteBuffer {
        guard buffer.readableBytes > 0, JSONBody.mediaType(request.headers) == "multipart/form-data" else {
            request.body = RequestBody(buffer: buffer)
            return buffer
        }
        guard let boundary = MultipartForm.boundary(request.headers),
            let form = MultipartForm(Array(buffer.readableBytesView), boundary: boundary)
        else { throw ProblemError(.badRequest, code: brokenForm, detail: "The body is no form as its boundary divides it.") }
        let plain = ByteBuffer(bytes: form.urlEncoded)
        var head = request.head
        head.headerFields[.contentType] = "application/x-www-form-urlencoded"
        request = Request(head: head, body: RequestBody(buffer: plain))
        return plain
    }
}
