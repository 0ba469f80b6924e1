import HostEgress
import PluginABI

/// Reads an outgoing request from a plugin's message (http.h). Pure.
enum OutgoingRequestReader {
    /// - Throws: ``MessageError`` that says which field is wrong and what was expected.
    static func request(_ reader: MessageReader, deadlineNanos: UInt64) throws(MessageError) -> OutgoingRequest {
        guard let url = try text(reader, HI_HTTP_URL, "URL") else { throw MessageError("the request has no URL") }
        let methodName = try text(reader, HI_HTTP_METHOD, "METHOD") ?? HTTPMethod.get.rawValue
        guard let method = HTTPMethod(rawValue: methodName) else {
            throw MessageError("the method is not one of \(HTTPMethod.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let body = try bytes(reader)
        guard body.isEmpty || method.mayHaveBody else { throw MessageError("a \(method.rawValue) has no body") }
        let headers = try headers(reader)
        if let problem = OutgoingHeaderRules.problem(headers) { throw MessageError(problem) }
        func number(_ id: Int, _ name: String, _ range: ClosedRange<Int>, _ standard: Int) throws(MessageError) -> Int {
            guard let field = reader.first(id) else { return standard }
            guard let value = field.integer.flatMap({ Int(exactly: $0) }), range.contains(value) else {
                throw MessageError(
                    "\(name) is \(field.integer.map(String.init) ?? "no integer"), expected \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        let checked: CheckedURL
        do throws(OutgoingError) { checked = try CheckedURL(url) } catch { throw MessageError(error.message) }
        return OutgoingRequest(
            method, checked, headers: headers, body: body,
            maximumAnswerBytes: try number(
                HI_HTTP_MAX_ANSWER_BYTES, "MAX_ANSWER_BYTES", 0...HTTPLimits.maximumAnswerBytes, HTTPLimits.standardAnswerBytes),
            connectTimeoutMilliseconds: try number(HI_HTTP_CONNECT_TIMEOUT_MS, "CONNECT_TIMEOUT_MS", 1...60_000, 5_000),
            redirects: try number(HI_HTTP_MAX_REDIRECTS, "MAX_REDIRECTS", 0...5, 5), deadlineNanos: deadlineNanos)
    }

    private static func text(_ reader: MessageReader, _ id: Int, _ name: String) throws(MessageError) -> String? {
        guard let field = reader.first(id) else { return nil }
        return try text(field, name)
    }

    /// A text as it is: bytes that are not UTF-8 are refused, not repaired.
    private static func text(_ field: MessageField, _ name: String) throws(MessageError) -> String {
        guard field.kind == .text, let text = String(validating: field.bytes, as: UTF8.self) else {
            throw MessageError("\(name) is no text in UTF-8")
        }
        return text
    }

    private static func bytes(_ reader: MessageReader) throws(MessageError) -> [UInt8] {
        guard let field = reader.first(HI_HTTP_BODY) else { return [] }
        guard field.kind == .bytes, field.bytes.count <= HTTPLimits.maximumRequestBytes else {
            throw MessageError("BODY has \(field.bytes.count) bytes, expected at most \(HTTPLimits.maximumRequestBytes)")
        }
        return [UInt8](field.bytes)
    }

    private static func headers(_ reader: MessageReader) throws(MessageError) -> [HTTPHeader] {
        var headers: [HTTPHeader] = []
        var name: String?
        for index in 0..<reader.count where reader[index].id == HI_HTTP_HEADER {
            let text = try text(reader[index], "HEADER")
            if let known = name {
                guard headers.count < HTTPLimits.maximumHeaders else {
                    throw MessageError("more than \(HTTPLimits.maximumHeaders) headers")
                }
                headers.append(HTTPHeader(known, text))
                name = nil
            } else {
                name = text
            }
        }
        guard name == nil else { throw MessageError("the last HEADER has a name and no value") }
        return headers
    }
}
