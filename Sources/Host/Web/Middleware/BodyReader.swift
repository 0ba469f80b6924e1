import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a body whole, within a size and a time.
struct BodyReader: Sendable {
    let maximumBytes: Int
    let timeout: Duration

    init(configuration: WebConfiguration) {
        maximumBytes = configuration.maximumBodyBytes
        timeout = .seconds(configuration.bodyTimeoutSeconds)
    }

    /// The body, which stays readable afterwards.
    /// - Throws: `ProblemError` 413, 408, or 400 for a body with broken framing.
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
        request.body = RequestBody(buffer: buffer)
        return buffer
    }
}
