import HTTPTypes
import Hummingbird
import NIOCore

/// RFC 9457: `application/problem+json`.
enum ProblemDocument {
    static func response(_ problem: ProblemError, request: Request, context: WebContext) -> Response {
        var headers = problem.headers
        headers[.contentType] = "application/problem+json"
        let body = ByteBuffer(bytes: document(problem, instance: request.uri.path, requestId: context.requestId).bytes)
        return Response(status: problem.status, headers: headers, body: .init(byteBuffer: body))
    }

    static func document(_ problem: ProblemError, instance: String, requestId: String) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": .string("urn:hashinsight:problem:\(problem.code)"), "title": .string(problem.status.reasonPhrase),
            "status": .int(problem.status.code), "detail": .string(problem.detail), "instance": .string(instance),
            "code": .string(problem.code), "request_id": .string(requestId),
        ]
        if !problem.fields.isEmpty { members["errors"] = .object(problem.fields.mapValues { .string($0) }) }
        return .object(members.merging(problem.members) { own, _ in own })
    }
}
