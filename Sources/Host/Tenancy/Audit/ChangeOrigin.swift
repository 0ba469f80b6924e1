/// Who asked for a change, and from where; goes into the audit.
package struct ChangeOrigin: Sendable, Hashable {
    /// A member's address, or a name such as `configuration` or `command line`.
    package let actor: String
    package let requestId: String?
    /// The client's IP address.
    package let address: String?

    package init(actor: String, requestId: String? = nil, address: String? = nil) {
        self.actor = actor
        self.requestId = requestId
        self.address = address
    }

    package static let configuration = ChangeOrigin(actor: "configuration")
    package static let commandLine = ChangeOrigin(actor: "command line")
}
