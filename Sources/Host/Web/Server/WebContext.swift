import Hummingbird
import NIOCore
import Synchronization

/// What is known of a request on its way through the host. A value: each step hands a fuller copy to the next.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection.
    let channel: any Channel
    /// The other end of the connection; nil in tests without sockets.
    let peerAddress: String?
    var requestId = ""
    /// The client, behind proxies that are trusted.
    var clientAddress = ""
    var isSecure = false
    /// The secret of the session's cookie.
    var sessionToken: String?
    var session: MemberSession?
    var preferences = Preferences()
    /// The values of the host route's {names}.
    var pathParameters: [String: String] = [:]
    /// Who it turned out to be, for the log line that is written further out.
    let notes = RequestNotes()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        peerAddress = source.channel.remoteAddress?.ipAddress
    }

    /// The pattern of the route that answers, for metrics; low cardinality.
    func setRoute(_ pattern: String) { coreContext.endpointPath.value = pattern }

    /// The member who asks.
    /// - Throws: `ProblemError.unauthenticated`.
    func requireSession() throws(ProblemError) -> MemberSession {
        guard let session else { throw .unauthenticated }
        return session
    }
}

/// What inner steps tell outer ones. Shared along one request.
final class RequestNotes: Sendable {
    private let identity = Mutex<(tenant: String, member: String)?>(nil)

    func setIdentity(tenant: String, member: String) { identity.withLock { $0 = (tenant, member) } }
    var tenantAndMember: (tenant: String, member: String)? { identity.withLock { $0 } }
}
