import PluginABI

/// What a host outside has answered.
public struct HTTPClientResponse: Sendable {
    /// As the host gave it; 404 and 500 are answers too.
    public let status: Int
    /// Names in lower case, in the order in which they came.
    public let headers: [(name: String, value: String)]
    /// As sent: nothing is unpacked.
    public let body: [UInt8]
    /// Where it came from, after all hops.
    public let url: String
    /// Redirects followed.
    public let redirects: Int
    /// From start to end, in microseconds, waiting in line included.
    public let elapsedMicros: Int

    init(_ message: [UInt8]) throws(PluginError) {
        let owned = OwnedMessage(try message.reading { buffer throws(PluginError) in try MessageReader(buffer) })
        guard let status = owned.integer(Int(HI_HTTP_ANSWER_STATUS)) else {
            throw PluginError(.internal, "The host gave an answer without a status.")
        }
        self.status = Int(clamping: status)
        headers = owned.pairs(Int(HI_HTTP_ANSWER_HEADER))
        body = owned.data(Int(HI_HTTP_ANSWER_BODY)).map { Array($0) } ?? []
        url = owned.text(Int(HI_HTTP_ANSWER_URL)) ?? ""
        redirects = Int(clamping: owned.integer(Int(HI_HTTP_ANSWER_HOPS)) ?? 0)
        elapsedMicros = Int(clamping: owned.integer(Int(HI_HTTP_ANSWER_ELAPSED_US)) ?? 0)
    }

    /// Whether the status is one of 200 to 299.
    public var isSuccess: Bool { (200...299).contains(status) }

    /// The first header of that name, in lower case; nil if there is none.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body as text; bytes that are not UTF-8 become replacement characters.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON. Throws `.invalidArgument` that says where it is none.
    public func json() throws(PluginError) -> JSONValue { try JSONValue(parsing: body) }
}
