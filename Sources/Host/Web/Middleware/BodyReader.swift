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
    /// - Throws: `ProblemError` 413 or 408.
    func read(_ request: inout Request) async throws -> ByteBuffer {
        let body = request.body
        let buffer = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { [maximumBytes] in
                do {
                    return try await body.collect(upTo: maximumBytes)
                } catch is NIOTooManyBytesError {
                    throw ProblemError.tooLarge(limitBytes: maximumBytes)
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
