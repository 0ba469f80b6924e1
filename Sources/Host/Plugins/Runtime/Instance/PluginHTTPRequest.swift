import PluginABI

/// What a plugin is told of a request. Cookies and authorization never reach a plugin.
package struct PluginHTTPRequest: Sendable {
    package var route: String
    package var method: String
    /// Decoded.
    package var path: String
    /// As received, without `?`.
    package var query: String
    /// Names and decoded values of the pattern's parameters, in order.
    package var parameters: [(name: String, value: String)]
    /// Names in lower case.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var requestId: String
    package var tenantId: String
    /// `provider` or `client`.
    package var tenantKind: String
    package var memberId: String?
    package var role: String
    /// BCP 47.
    package var language: String
    package var isFragment: Bool

    package init(
        route: String, method: String, path: String, query: String = "", parameters: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = [], requestId: String, tenantId: String, tenantKind: String,
        memberId: String? = nil, role: String, language: String = "en", isFragment: Bool = false
    ) {
        self.route = route
        self.method = method
        self.path = path
        self.query = query
        self.parameters = parameters
        self.headers = headers
        self.body = body
        self.requestId = requestId
        self.tenantId = tenantId
        self.tenantKind = tenantKind
        self.memberId = memberId
        self.role = role
        self.language = language
        self.isFragment = isFragment
    }

    private static let withheldHeaders: Set<String> = ["cookie", "authorization", "proxy-authorization", "x-csrf-token"]

    /// The request as the contract's message.
    package func message() -> [UInt8] {
        var writer = MessageWriter(
            kind: Int(HI_KIND_HTTP_REQUEST), fields: 12 + 2 * (parameters.count + headers.count), dataBytes: 512 + body.count)
        writer.add(HI_REQUEST_ROUTE, text: route)
        writer.add(HI_REQUEST_METHOD, text: method)
        writer.add(HI_REQUEST_PATH, text: path)
        writer.add(HI_REQUEST_QUERY, text: query)
        for parameter in parameters {
            writer.add(HI_REQUEST_PARAMETER, text: parameter.name)
            writer.add(HI_REQUEST_PARAMETER, text: parameter.value)
        }
        for header in headers where !Self.withheldHeaders.contains(header.name) {
            writer.add(HI_REQUEST_HEADER, text: header.name)
            writer.add(HI_REQUEST_HEADER, text: header.value)
        }
        if !body.isEmpty { writer.add(HI_REQUEST_BODY, bytes: body) }
        writer.add(HI_REQUEST_ID, text: requestId)
        writer.add(HI_REQUEST_TENANT, text: tenantId)
        writer.add(HI_REQUEST_TENANT_KIND, text: tenantKind)
        if let memberId { writer.add(HI_REQUEST_MEMBER, text: memberId) }
        writer.add(HI_REQUEST_ROLE, text: role)
        writer.add(HI_REQUEST_LANGUAGE, text: language)
        if isFragment { writer.add(HI_REQUEST_FRAGMENT, integer: 1) }
        return writer.finish()
    }
}
