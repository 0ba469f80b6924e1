import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers in JSON.
enum JSONAnswer {
    static func response(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: value.bytes)))
    }

    /// A list in its envelope.
    static func list(_ items: [JSONValue], total: Int, page: Int, perPage: Int) -> Response {
        response(["items": .array(items), "total": .int(total), "page": .int(page), "per_page": .int(perPage)])
    }

    /// RFC 3339 in UTC.
    static func time(_ date: Date) -> JSONValue { .string(text(date)) }

    static func time(_ date: Date?) -> JSONValue { date.map { time($0) } ?? .null }

    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
