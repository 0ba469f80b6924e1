package import HostData

/// One change as it is written to the audit.
package struct AuditEvent: Sendable, Hashable {
    /// Whom it concerns; nil for the host as a whole.
    package let tenant: TenantKey?
    /// What was done, such as `plugin.enable`.
    package let action: String
    /// To what, such as `alpha/hosting`.
    package let subject: String
    package let beforeJSON: String?
    package let afterJSON: String?

    package init(tenant: TenantKey?, action: String, subject: String, beforeJSON: String? = nil, afterJSON: String? = nil) {
        self.tenant = tenant
        self.action = action
        self.subject = subject
        self.beforeJSON = beforeJSON
        self.afterJSON = afterJSON
    }
}
