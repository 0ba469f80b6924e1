package import NIOCore

/// A request as it goes to a plugin.
package struct PluginCall: Sendable {
    package let method: String
    /// Decoded.
    package let path: String
    /// As received, without `?`.
    package let query: String
    package let parameters: [String]
    /// Names in lower case; no cookie, no authorization.
    package let headers: [(name: String, value: String)]
    package let body: ByteBuffer
    package let requestId: String
    package let session: MemberSession
    /// BCP 47.
    package let language: String
    /// Only a part of the page is asked for.
    package let isFragment: Bool
}

/// What a plugin answered.
package struct PluginAnswer: Sendable {
    /// The body, as it is or to be rendered.
    package enum Content: Sendable {
        case bytes(ByteBuffer)
        /// `pages/<template>.mustache` of the bundle with a JSON object; the title is a key of the catalogue.
        case page(template: String, data: ByteBuffer, titleKey: String?)
    }

    package var status: Int
    package var contentType: String
    package var headers: [(name: String, value: String)]
    package var content: Content

    package init(
        status: Int = 200, contentType: String = "application/json", headers: [(name: String, value: String)] = [], content: Content
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.content = content
    }
}

/// Why a plugin gave no answer.
package enum PluginCallFailure: Error, Sendable {
    /// A problem that the plugin states: an HTTP status from 400 to 599, a stable code and a sentence for the one who asked.
    case refused(status: Int, code: String, message: String)
    /// The deadline passed.
    case timedOut
    /// The instance has just been disabled or replaced.
    case gone
    /// A quota of this tenant is used up; others are not concerned.
    case overQuota(QuotaUsage, retryAfterSeconds: Int?)
    /// It has too much to do.
    case overloaded(retryAfterSeconds: Int)
    /// Earlier calls of this tenant keep it from beginning another; others are not concerned.
    case blocked(message: String, retryAfterSeconds: Int)
    /// The database is away.
    case unavailable
}
