import PluginABI

/// One HTTP request to a route of the plugin.
public struct Request: Sendable {
    /// Roles of members, rising: a higher one may all that a lower may.
    public enum Role: String, Sendable, Comparable {
        /// May look.
        case guest
        /// May work.
        case user
        /// May configure.
        case admin
        /// May all.
        case owner

        private var rank: Int {
            switch self {
            case .guest: 0
            case .user: 1
            case .admin: 2
            case .owner: 3
            }
        }

        /// Orders by what a role may.
        public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
    }

    /// Kinds of tenants.
    public enum TenantKind: String, Sendable {
        /// A hosting business, which sees its clients' rows.
        case provider
        /// A customer, who sees only its own.
        case client
    }

    let message: OwnedMessage

    /// The query's items, decoded, in order.
    public let query: [(name: String, value: String)]

    /// Reads the query once: a handler asks for item after item.
    init(message: OwnedMessage) {
        self.message = message
        query = message.text(Int(HI_REQUEST_QUERY)).map { QueryString.items($0.utf8) } ?? []
    }

    /// The route's name in the manifest.
    public var route: String { message.text(Int(HI_REQUEST_ROUTE)) ?? "" }

    /// `GET`, `POST` and so on.
    public var method: String { message.text(Int(HI_REQUEST_METHOD)) ?? "" }

    /// The path, decoded.
    public var path: String { message.text(Int(HI_REQUEST_PATH)) ?? "" }

    /// The request's id, as in the answer's X-Request-ID and in the log.
    public var id: String { message.text(Int(HI_REQUEST_ID)) ?? "" }

    /// The id of the tenant that this instance serves.
    public var tenant: String { message.text(Int(HI_REQUEST_TENANT)) ?? "" }

    /// What kind of tenant it is.
    public var tenantKind: TenantKind { message.text(Int(HI_REQUEST_TENANT_KIND)).flatMap(TenantKind.init) ?? .client }

    /// The id of the member who asks; nil for API tokens without one.
    public var member: String? { message.text(Int(HI_REQUEST_MEMBER)) }

    /// The role of whoever asks. A role that this build does not know counts as the lowest.
    public var role: Role { message.text(Int(HI_REQUEST_ROLE)).flatMap(Role.init) ?? .guest }

    /// The language of the answer, BCP 47.
    public var language: String { message.text(Int(HI_REQUEST_LANGUAGE)) ?? "en" }

    /// Whether only a part of the page is asked for (htmx).
    public var wantsFragment: Bool { message.integer(Int(HI_REQUEST_FRAGMENT)) == 1 }

    /// The body; empty without one.
    public var body: ArraySlice<UInt8> { message.data(Int(HI_REQUEST_BODY)) ?? [] }

    /// Headers in the order received, names in lower case. No cookie, no authorization.
    public var headers: [(name: String, value: String)] { message.pairs(Int(HI_REQUEST_HEADER)) }

    /// Values of the path pattern's names, in the pattern's order.
    public var parameters: [(name: String, value: String)] { message.pairs(Int(HI_REQUEST_PARAMETER)) }
}
