import HTTPTypes
import Hummingbird

/// The JSON object of a request to the host's own API.
enum JSONBody {
    /// - Throws: `JSONFault`, or `ProblemError` 413, 415, 408.
    static func read(_ request: Request, with reader: BodyReader) async throws -> JSONValue {
        var request = request
        let body = try await reader.read(&request)
        let type = mediaType(request.headers)
        guard type == "application/json" else { throw unsupported(type) }
        let value = try JSONReader.read(Array(body.readableBytesView))
        guard case .object = value else {
            throw ProblemError(.badRequest, code: "invalid_body", detail: "The body must be a JSON object.")
        }
        return value
    }

    /// The media type without parameters, in lower case.
    static func mediaType(_ headers: HTTPFields) -> String {
        headers[.contentType]?.split(separator: ";").first.map { $0.trimmingSpaces().lowercased() } ?? ""
    }

    static func unsupported(_ type: String) -> ProblemError {
        let found = type.isEmpty ? "no content type" : type
        return ProblemError(.unsupportedMediaType, code: "unsupported_media_type", detail: "Expected application/json, got \(found).")
    }
}
