/// To whom a plugin may write mails: `grants: mail: any`, in its manifest and in tenants.yaml.
package enum MailRecipients: String, Sendable, CaseIterable {
    /// The tenant's own members: what the service is for if nothing is said.
    case members
    /// Anybody.
    case any
}
